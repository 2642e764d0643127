package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventReaderTest {
  private final EventReader reader = new EventReader(ApiKind.CHAT, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ": ping                                                              |COMMENT",
        "event: ping                                                         |COMMENT",
        "data:                                                               |COMMENT",
        "id: 1                                                               |COMMENT",
        "dataset: {}                                                         |COMMENT",
        "data: [DONE]                                                        |DONE",
        "data:[DONE]                                                         |DONE",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]} |PREAMBLE",
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":null}}]} |PREAMBLE",
        "data: {\"choices\":[{\"delta\":{}}]}                                |PREAMBLE",
        "data: {\"choices\":[],\"prompt_filter_results\":[{}]}               |PREAMBLE",
        "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":null}],\"error\":null} |REAL",
        "data:{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}                |REAL",
        "data: {\"choices\":[{\"delta\":{\"reasoning\":\"x\"}}]}             |REAL",
        "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"x\"}}]}     |REAL",
        "data: {\"choices\":[{\"delta\":{\"refusal\":\"x\"}}]}               |REAL",
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}  |REAL",
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[]}}]}               |PREAMBLE",
        "data: {\"choices\":[{\"text\":\"x\"}]}                              |REAL",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}     |REAL",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{}} |REAL",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}              |USAGE",
        "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"abort\"}]} |ABORTED",
        "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"error\"}]} |ABORTED",
        "data: {\"error\": {\"message\": \"no\", \"code\": 500}}             |ERROR",
        "data: {\"error\":\"no\",\"error_type\":\"generation\"}              |ERROR",
        "data: {\"object\":\"error\",\"message\":\"no\",\"code\":400}        |ERROR",
        "data: {\"message\":\"no\",\"type\":\"x\",\"code\":400}              |ERROR",
        "event: error\\ndata: whatever                                       |ERROR",
        "event:error                                                         |ERROR",
        "data: {\"choices\":[{\"delta\":{\"content\":\"x\"                   |MALFORMED",
        "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}}              |MALFORMED",
        "data: []                                                            |MALFORMED",
        "data: \"text\"                                                      |MALFORMED",
        "data: [DONE] or so                                                  |MALFORMED",
      })
  void readsWhatAnEventMeans(String event, EventKind kind) {
    assertThat(read(event.replace("\\n", "\n"))).isEqualTo(kind);
  }

  @Test
  void isNotFooledByTextThatLooksLikeStructure() {
    String text = "\\\",\\\"finish_reason\\\":\\\"stop\\\",\\\"error\\\":{}}],\\\"usage\\\":{}";

    var kind =
        read(
            "data: {\"choices\":[{\"delta\":{\"content\":\""
                + text
                + "\"},\"finish_reason\":null}]}");

    assertThat(kind).isEqualTo(EventKind.REAL);
    assertThat(reader.complete()).isFalse();
    assertThat(reader.usage().reported()).isFalse();
  }

  @Test
  void joinsDataOverSeveralLines() {
    var kind =
        read("data: {\"choices\":[{\"delta\":\r\ndata:{\"content\":\"x\"}\ndata: ,\"index\":0}]}");

    assertThat(kind).isEqualTo(EventKind.REAL);
  }

  @Test
  void isCompleteWhenEveryChoiceHasFinished() {
    var two = new EventReader(ApiKind.CHAT, 2);

    read(two, finish(1, "stop"));
    read(two, finish(1, "stop"));
    assertThat(two.complete()).isFalse();
    read(two, finish(0, "length"));

    assertThat(two.complete()).isTrue();
  }

  @Test
  void isNeverCompleteAfterAnAbort() {
    read(finish(0, "stop"));
    read(finish(0, "abort"));

    assertThat(reader.complete()).isFalse();
  }

  @Test
  void isNotCompleteByWhatIsMalformed() {
    read(finish(0, "stop") + "}");

    assertThat(reader.complete()).isFalse();
  }

  @Test
  void takesTheUsageThatTheEngineReports() {
    read("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":null}");
    read(
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":24,\"completion_tokens\":3,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":16}}}");

    assertThat(reader.usage()).isEqualTo(new TokenUsage(24, 16, 3, true));
  }

  @Test
  void takesTheUsageOfContentEvents() {
    var kind =
        read(
            "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],"
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":4}}");

    assertThat(kind).isEqualTo(EventKind.REAL);
    assertThat(reader.usage()).isEqualTo(new TokenUsage(5, -1, 4, true));
  }

  @Test
  void estimatesTheUsageThatNobodyReports() {
    read("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}");
    read("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}");
    read("data: {\"choices\":[{\"delta\":{\"reasoning\":\"x\"}}]}");
    read(finish(0, "stop"));

    assertThat(reader.usage()).isEqualTo(new TokenUsage(0, -1, 2, false));
  }

  @Test
  void keepsTheDataOfTheLastError() {
    read("event: error\ndata: {\"error\":\"a\"}");
    read(": ping");

    assertThat(new String(reader.errorData(), UTF_8)).isEqualTo("{\"error\":\"a\"}");
  }

  private static String finish(int index, String reason) {
    return "data: {\"choices\":[{\"index\":%d,\"delta\":{},\"finish_reason\":\"%s\"}]}"
        .formatted(index, reason);
  }

  private EventKind read(String event) {
    return read(reader, event);
  }

  private static EventKind read(EventReader reader, String event) {
    byte[] bytes = ("xx" + event + "\n\nyy").getBytes(UTF_8);
    return reader.read(bytes, 2, bytes.length - 2);
  }
}
