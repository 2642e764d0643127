package io.spillway.gateway.error;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;

/**
 * The statuses that APIs' words for errors stand for, where a stream gives an error no number: the
 * types of Anthropic, which are llama.cpp's too, and the codes of OpenAI.
 */
final class ErrorWords {
  private ErrorWords() {}

  /** The status an error's {@code type}, else its {@code code}, stands for; empty for others. */
  static OptionalInt status(JsonNode error) {
    int type = of(error.path("type").asText(""));
    int status = type == 0 ? of(error.path("code").asText("")) : type;
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  private static int of(String word) {
    return switch (word) {
      case "invalid_request_error", "exceed_context_size_error" -> 400;
      case "authentication_error" -> 401;
      case "billing_error" -> 402;
      case "permission_error" -> 403;
      case "not_found_error", "model_not_found" -> 404;
      case "request_too_large" -> 413;
      case "rate_limit_error", "rate_limit_exceeded" -> 429;
      case "api_error", "server_error" -> 500;
      case "not_supported_error" -> 501;
      case "service_unavailable_error", "unavailable_error", "server_is_overloaded" -> 503;
      case "timeout_error" -> 504;
      case "overloaded_error" -> 529;
      default -> 0;
    };
  }
}
