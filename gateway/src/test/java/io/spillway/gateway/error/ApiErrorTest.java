package io.spillway.gateway.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiErrorTest {
  private static final ApiError BROKEN = ApiError.broken("cut \"off\"");

  @Test
  void writesBodiesInEachShape() {
    String openAi =
        "{\"error\":{\"message\":\"cut \\\"off\\\"\",\"type\":\"server_error\","
            + "\"param\":null,\"code\":\"upstream_stream_broken\"}}";
    String anthropic =
        "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"cut \\\"off\\\"\"}";

    assertThat(text(BROKEN.json())).isEqualTo(openAi);
    assertThat(text(BROKEN.json(ErrorShape.OPENAI, "r"))).isEqualTo(openAi);
    assertThat(text(BROKEN.json(ErrorShape.RESPONSES, "r"))).isEqualTo(openAi);
    assertThat(text(BROKEN.json(ErrorShape.ANTHROPIC, null))).isEqualTo(anthropic + "}");
    assertThat(text(BROKEN.json(ErrorShape.ANTHROPIC, "r")))
        .isEqualTo(anthropic + ",\"request_id\":\"r\"}");
  }

  @Test
  void writesEventsInEachShape() {
    assertThat(text(BROKEN.event(ErrorShape.OPENAI, 7)))
        .isEqualTo("event: error\ndata: " + text(BROKEN.json()) + "\n\n");
    assertThat(text(BROKEN.event(ErrorShape.ANTHROPIC, 7)))
        .isEqualTo("event: error\ndata: " + text(BROKEN.json(ErrorShape.ANTHROPIC, null)) + "\n\n");
    assertThat(text(BROKEN.event(ErrorShape.RESPONSES, 7)))
        .isEqualTo(
            "event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_stream_broken\","
                + "\"message\":\"cut \\\"off\\\"\",\"param\":null,\"sequence_number\":7}\n\n");
  }

  @ParameterizedTest
  @CsvSource({
    "400,invalid_request_error",
    "401,authentication_error",
    "403,permission_error",
    "404,not_found_error",
    "408,timeout_error",
    "413,request_too_large",
    "415,invalid_request_error",
    "429,rate_limit_error",
    "500,api_error",
    "502,api_error",
    "503,overloaded_error",
    "504,timeout_error",
    "529,overloaded_error"
  })
  void namesErrorsAsAnthropicDoes(int status, String type) {
    var error = new ApiError(status, "x", null, null, "m");

    assertThat(text(error.json(ErrorShape.ANTHROPIC, null)))
        .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"m\"}}");
  }

  @Test
  void showsNoMoreOfAnIdThanNeeded() {
    assertThat(ApiError.unknownResponse(null, "x".repeat(5000)).message()).hasSizeLessThan(300);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
