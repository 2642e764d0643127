package io.spillway.gateway.error;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What TGI's errors mean.
 *
 * <p>Within a stream its chat says 422 whatever failed, so there only the message tells; elsewhere
 * {@code error_type} does.
 */
final class TgiErrors {
  private static final Set<String> VALIDATION =
      Set.of("validation", "template_error", "tool_error");

  private TgiErrors() {}

  /** True when the request is at fault. */
  static boolean validation(JsonNode error) {
    return VALIDATION.contains(error.path("error_type").asText(""));
  }

  /** The status that an error within a stream stands for; empty when it is not TGI's. */
  static OptionalInt status(JsonNode error) {
    String type = error.path("error_type").asText("");
    if (!type.isEmpty()) {
      return OptionalInt.of(ofType(type));
    }
    return error.has("http_status_code")
        ? OptionalInt.of(ofMessage(error.path("message").asText("")))
        : OptionalInt.empty();
  }

  private static int ofType(String type) {
    return switch (type) {
      case "overloaded" -> 429;
      case "validation", "template_error", "tool_error" -> 400;
      case "generation" -> 424;
      case "healthcheck" -> 503;
      default -> 500;
    };
  }

  private static int ofMessage(String message) {
    if (message.contains("overloaded")) {
      return 429;
    }
    if (message.startsWith("Request failed during generation")) {
      return 424;
    }
    if (message.startsWith("Incomplete generation")) {
      return 500;
    }
    return 400;
  }
}
