package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponseEventsTest {
  private static final String COMPLETED =
      """
      event: response.completed
      data: {"response":{"id":"resp_1","status":"completed","output":[],"usage":{"input_tokens":24,\
      "input_tokens_details":{"cached_tokens":16},"output_tokens":3}},"sequence_number":9,\
      "type":"response.completed"}\
      """;

  private final EventReader reader = new EventReader(ApiKind.RESPONSES, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"response.created\",\"response\":{\"status\":\"queued\",\"output\":[],\"error\":null}} |PREAMBLE",
        "{\"type\":\"response.queued\",\"response\":{}}                      |PREAMBLE",
        "{\"type\":\"response.in_progress\",\"response\":{\"instructions\":\"x\"}} |PREAMBLE",
        "{\"type\":\"response.output_item.added\",\"item\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}} |PREAMBLE",
        "{\"type\":\"response.output_item.added\",\"item\":{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"\"}} |REAL",
        "{\"type\":\"response.content_part.added\",\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]}} |PREAMBLE",
        "{\"type\":\"response.content_part.added\",\"part\":{\"type\":\"output_text\",\"text\":\"x\"}} |REAL",
        "{\"delta\":\"x\",\"item_id\":\"i\",\"type\":\"response.output_text.delta\"} |REAL",
        "{\"delta\":\"\",\"type\":\"response.output_text.delta\"}            |PREAMBLE",
        "{\"delta\":\"x\",\"type\":\"response.reasoning_text.delta\"}        |REAL",
        "{\"delta\":\"{\",\"type\":\"response.function_call_arguments.delta\"} |REAL",
        "{\"delta\":\"x\",\"type\":\"response.refusal.delta\"}               |REAL",
        "{\"text\":\"x\",\"type\":\"response.output_text.done\"}             |REAL",
        "{\"type\":\"response.web_search_call.in_progress\",\"item_id\":\"i\"} |PREAMBLE",
        "{\"type\":\"response.of_tomorrow\"}                                 |PREAMBLE",
        "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}} |DONE",
        "{\"type\":\"response.completed\",\"response\":{\"status\":\"incomplete\"}} |DONE",
        "{\"type\":\"response.completed\",\"response\":{\"status\":\"cancelled\"}} |ABORTED",
        "{\"type\":\"response.completed\",\"response\":{\"status\":\"failed\"}} |ERROR",
        "{\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\"}} |DONE",
        "{\"type\":\"response.failed\",\"response\":{\"error\":{\"message\":\"m\"}}} |ERROR",
        "{\"type\":\"response.cancelled\",\"response\":{}}                   |ABORTED",
        "{\"type\":\"error\",\"code\":\"c\",\"message\":\"m\"}               |ERROR",
        "{\"error\":{\"message\":\"m\"}}                                     |ERROR",
        "{\"object\":\"error\",\"message\":\"m\"}                            |ERROR",
        "{\"message\":\"m\"}                                                 |ERROR",
        "{\"type\":\"response.output_text.delta\",\"delta\":\"x\"            |MALFORMED",
        "[]                                                                  |MALFORMED",
        "[DONE]                                                              |DONE"
      })
  void saysWhatAnEventMeans(String data, EventKind kind) {
    assertThat(read("event: whatever\ndata: " + data)).isEqualTo(kind);
    assertThat(reader.complete()).isEqualTo(kind == EventKind.DONE && !data.equals("[DONE]"));
  }

  @Test
  void takesUsageAndIdFromTheEventsThatHaveThem() {
    read(
        "data: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\"}}");
    assertThat(reader.responseId()).isEqualTo("resp_1");
    read("data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\",\"sequence_number\":4}");
    assertThat(reader.usage()).isEqualTo(new TokenUsage(0, -1, 1, false));
    assertThat(reader.nextSequenceNumber()).isEqualTo(5);

    assertThat(read(COMPLETED)).isEqualTo(EventKind.DONE);

    assertThat(reader.responseId()).isEqualTo("resp_1");
    assertThat(reader.usage()).isEqualTo(new TokenUsage(24, 16, 3, true));
  }

  @Test
  void doesNotCountAnErrorSoThatAnotherCanStandInItsPlace() {
    read("data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\",\"sequence_number\":4}");

    read("data: {\"type\":\"error\",\"message\":\"m\",\"sequence_number\":5}");
    read("data: {\"type\":\"response.cancelled\",\"sequence_number\":6,\"response\":{}}");

    assertThat(reader.nextSequenceNumber()).isEqualTo(5);
  }

  @Test
  void numbersTheFirstEventOfAnEmptyStreamZero() {
    assertThat(reader.nextSequenceNumber()).isZero();
    assertThat(reader.responseId()).isNull();
  }

  @Test
  void isNotCompleteByAnEndMarkAlone() {
    read("data: {\"type\":\"response.output_text.delta\",\"delta\":\"x\"}");
    read("data: [DONE]");

    assertThat(reader.complete()).isFalse();
  }

  @Test
  void keepsTheErrorOfAFailedResponse() {
    read(
        "data: {\"response\":{\"error\":{\"code\":\"c\",\"message\":\"m\"},\"status\":\"failed\"},"
            + "\"type\":\"response.failed\"}");
    assertThat(new String(reader.errorData(), UTF_8))
        .isEqualTo("{\"code\":\"c\",\"message\":\"m\"}");
  }

  private EventKind read(String event) {
    byte[] bytes = ("xx" + event + "\n\nyy").getBytes(UTF_8);
    return reader.read(bytes, 2, bytes.length - 2);
  }
}
