package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MessageEventsTest {
  private static final String START =
      "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"content\":[],"
          + "\"stop_reason\":null,\"usage\":{\"input_tokens\":8,\"cache_read_input_tokens\":16,"
          + "\"output_tokens\":1}}}";
  private static final String DELTA =
      "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}";
  private static final String STOPPED =
      "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
          + "\"usage\":{\"output_tokens\":12}}";
  private static final String END = "{\"type\":\"message_stop\"}";

  private final EventReader reader = new EventReader(ApiKind.MESSAGES, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"\"}} |PREAMBLE",
        "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}} |PREAMBLE",
        "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}} |REAL",
        "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"x\"}} |REAL",
        "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"x\"}} |REAL",
        "{\"delta\":{\"partial_json\":\"{\",\"type\":\"input_json_delta\"},\"type\":\"content_block_delta\"} |REAL",
        "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"citations_delta\",\"citation\":{}}} |REAL",
        "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"\"}} |PREAMBLE",
        "{\"type\":\"content_block_stop\",\"index\":0}                       |PREAMBLE",
        "{\"type\":\"ping\"}                                                 |PREAMBLE",
        "{\"type\":\"of_tomorrow\"}                                          |PREAMBLE",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}} |REAL",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null}}       |PREAMBLE",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"abort\"}}  |PREAMBLE",
        "{\"type\":\"message_stop\"}                                         |DONE",
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}} |ERROR",
        "{\"error\":{\"message\":\"m\"}}                                     |ERROR",
        "{\"message\":\"m\",\"code\":500}                                    |ERROR",
        "{\"type\":\"message_stop\"                                          |MALFORMED",
        "[DONE]                                                              |DONE"
      })
  void saysWhatAnEventMeans(String data, EventKind kind) {
    assertThat(read(data)).isEqualTo(kind);
    assertThat(reader.complete()).isFalse();
  }

  @Test
  void isCompleteOnceItStoppedForAReasonAndEnded() {
    assertThat(read(START)).isEqualTo(EventKind.PREAMBLE);
    assertThat(read(DELTA)).isEqualTo(EventKind.REAL);
    read(STOPPED);
    assertThat(reader.complete()).isFalse();
    assertThat(read(END)).isEqualTo(EventKind.DONE);

    assertThat(reader.complete()).isTrue();
  }

  @Test
  void isNotCompleteByAnEndWithoutAReason() {
    read(START);
    read(DELTA);
    read(
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null},\"usage\":{\"output_tokens\":1}}");
    read(END);

    assertThat(reader.complete()).isFalse();
  }

  @Test
  void addsUpWhatTheReportsSay() {
    read(START);
    assertThat(reader.usage()).isEqualTo(new TokenUsage(24, 16, 1, true));
    read(DELTA);
    read(DELTA);
    assertThat(reader.usage().outputTokens()).isEqualTo(2);
    read(STOPPED);

    assertThat(reader.usage()).isEqualTo(new TokenUsage(24, 16, 12, true));
  }

  @Test
  void believesALastReportThatIsSmallerThanTheCountOfEvents() {
    for (int i = 0; i < 20; i++) {
      read(DELTA);
    }
    assertThat(reader.usage()).isEqualTo(new TokenUsage(0, -1, 20, false));
    read(STOPPED);

    assertThat(reader.usage().outputTokens()).isEqualTo(12);
  }

  private EventKind read(String data) {
    byte[] bytes = ("event: whatever\ndata: " + data + "\n\n").getBytes(UTF_8);
    return reader.read(bytes, 0, bytes.length);
  }
}
