package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import org.junit.jupiter.api.Test;

final class TranscriptEventsTest {
  private static final String PIECE =
      "{\"object\":\"transcription.chunk\",\"choices\":[{\"delta\":{\"content\":\"x\"}%s}]}";

  private final EventReader reader = new EventReader(ApiKind.TRANSCRIPTIONS, 1);

  @Test
  void readsTypedEvents() {
    assertThat(read("{\"type\":\"transcript.text.delta\",\"delta\":\"x\"}"))
        .isEqualTo(EventKind.REAL);
    assertThat(read("{\"delta\":\"\",\"type\":\"transcript.text.delta\"}"))
        .isEqualTo(EventKind.PREAMBLE);
    assertThat(reader.usage()).isEqualTo(new TokenUsage(0, -1, 1, false));
    assertThat(reader.complete()).isFalse();
    assertThat(
            read(
                "{\"type\":\"transcript.text.done\",\"text\":\"x\",\"usage\":{\"type\":\"tokens\","
                    + "\"input_tokens\":14,\"output_tokens\":4}}"))
        .isEqualTo(EventKind.DONE);

    assertThat(reader.complete()).isTrue();
    assertThat(reader.usage()).isEqualTo(new TokenUsage(14, -1, 4, true));
  }

  @Test
  void readsPiecesThatFinishOncePerStretchAndEndByTheMark() {
    assertThat(read(PIECE.formatted(""))).isEqualTo(EventKind.REAL);
    assertThat(read(PIECE.formatted(",\"finish_reason\":\"stop\""))).isEqualTo(EventKind.REAL);
    assertThat(reader.complete()).isFalse();
    assertThat(read(PIECE.formatted(",\"finish_reason\":\"stop\""))).isEqualTo(EventKind.REAL);
    assertThat(read("{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}"))
        .isEqualTo(EventKind.USAGE);
    assertThat(read("[DONE]")).isEqualTo(EventKind.DONE);

    assertThat(reader.complete()).isTrue();
    assertThat(reader.usage()).isEqualTo(new TokenUsage(9, -1, 3, true));
  }

  @Test
  void isNotCompleteByAMarkWithoutAFinish() {
    read(PIECE.formatted(""));
    read("[DONE]");

    assertThat(reader.complete()).isFalse();
  }

  @Test
  void isNotCompleteAfterAnAbort() {
    assertThat(read(PIECE.formatted(",\"finish_reason\":\"abort\""))).isEqualTo(EventKind.ABORTED);
    read(PIECE.formatted(",\"finish_reason\":\"stop\""));
    read("[DONE]");

    assertThat(reader.complete()).isFalse();
  }

  @Test
  void readsErrorsAndBrokenData() {
    assertThat(read("{\"error\":{\"message\":\"m\"}}")).isEqualTo(EventKind.ERROR);
    assertThat(read("{\"type\":\"transcript.text.delta\"")).isEqualTo(EventKind.MALFORMED);
  }

  private EventKind read(String data) {
    byte[] bytes = ("data: " + data + "\n\n").getBytes(UTF_8);
    return reader.read(bytes, 0, bytes.length);
  }
}
