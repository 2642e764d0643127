package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContinuedEventsTest {
  private static final String FIRST =
      "data: {\"id\":\"a\\u00e4\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"id\":\"b\",\"created\":2,\"model\":\"n\",\"system_fingerprint\":\"f\",\"choices\":[{\"id\":\"c\",\"delta\":{\"content\":\"é\"}}]} | {\"id\":\"a\\u00e4\",\"created\":1,\"model\":\"m\",\"system_fingerprint\":\"f\",\"choices\":[{\"id\":\"c\",\"delta\":{\"content\":\"é\"}}]}",
        "{ \"model\" : \"long name\" , \"x\" : null } | { \"model\" : \"m\" , \"x\" : null }",
        "{\"choices\":[]} | {\"choices\":[]}",
        "{\"usage\":{\"prompt_tokens\":12,\"total_tokens\":15,\"completion_tokens\":3}} | {\"usage\":{\"prompt_tokens\":8,\"total_tokens\":15,\"completion_tokens\":7}}",
        "{\"usage\":{\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":11},\"prompt_tokens\":12}} | {\"usage\":{\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":8},\"prompt_tokens\":8}}",
        "{\"usage\":null} | {\"usage\":null}",
      })
  void givesEventsThePlaceOfTheFirstStreams(String json, String expected) {
    byte[] event = ("data: " + json + "\n\n").getBytes(UTF_8);
    var continued = ContinuedEvents.of(said(), new TokenUsage(0, -1, 4, false));

    assertThat(new String(continued.rewritten(event, 0, event.length), UTF_8))
        .isEqualTo("data: " + expected + "\n\n");
  }

  @Test
  void joinsDataOfSeveralLines() {
    byte[] event = "data: {\"id\":\"b\",\r\ndata: \"x\":1}\r\n\r\n".getBytes(UTF_8);
    var continued = ContinuedEvents.of(said(), new TokenUsage(0, -1, 4, false));

    assertThat(new String(continued.rewritten(event, 0, event.length), UTF_8))
        .isEqualTo("data: {\"id\":\"a\\u00e4\", \"x\":1}\n\n");
  }

  @Test
  void countsBothAsOne() {
    var unknown = ContinuedEvents.of(said(), new TokenUsage(0, -1, 4, false));
    var known = ContinuedEvents.of(said(), new TokenUsage(9, 5, 4, true));

    assertThat(unknown.usage(new TokenUsage(12, 11, 3, true)))
        .isEqualTo(new TokenUsage(8, 8, 7, true));
    assertThat(unknown.usage(new TokenUsage(0, -1, 3, false)))
        .isEqualTo(new TokenUsage(0, -1, 7, false));
    assertThat(known.usage(new TokenUsage(12, 11, 3, true)))
        .isEqualTo(new TokenUsage(9, 9, 7, true));
    assertThat(known.usage(new TokenUsage(0, -1, 0, false)))
        .isEqualTo(new TokenUsage(9, 5, 4, true));
  }

  private static AnswerSoFar said() {
    var said = new AnswerSoFar();
    var reader = new EventReader(ApiKind.CHAT, 1);
    byte[] first = FIRST.getBytes(UTF_8);
    assertThat(reader.read(first, 0, first.length)).isEqualTo(EventKind.REAL);
    reader.tell(said);
    return said;
  }
}
