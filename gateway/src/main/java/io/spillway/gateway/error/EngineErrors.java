package io.spillway.gateway.error;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns an engine's error, of whatever shape, into the gateway's.
 *
 * <p>Known shapes: nested {@code {"error":{…}}}, flat {@code {"object":"error",…}}, {@code
 * {"error":"text"}} with or without {@code error_type}, {@code {"detail":…}}, plain text, HTML, and
 * nothing at all.
 */
public final class EngineErrors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FAILED = 500;
  private static final int BODY_BYTES_MAX = 64 * 1024;
  private static final int CALLER_MESSAGE_MAX = 2000;
  private static final int SERVER_MESSAGE_MAX = 500;

  private EngineErrors() {}

  /** What an engine's error answer means to the client. */
  public static ApiError normalise(int status, byte[] body) {
    JsonNode error = parse(body);
    return build(mapped(status, error), error);
  }

  /**
   * What the JSON of an error event within a stream means, with the status it implies: what TGI's
   * words say, the event's numeric code if that is an error status, what its type says, else 500.
   */
  public static ApiError fromEvent(byte[] data) {
    JsonNode error = parse(data);
    int status = error == null ? FAILED : TgiErrors.status(error).orElseGet(() -> implied(error));
    return build(mapped(status, error), error);
  }

  private static int implied(JsonNode error) {
    int code = number(error);
    return code >= 400 && code <= 599 ? code : ErrorWords.status(error).orElse(FAILED);
  }

  /** True when another pod may answer better than this status. */
  public static boolean retryable(int status) {
    return switch (status) {
      case 429, 500, 502, 503, 504, 529 -> true;
      default -> false;
    };
  }

  private static int mapped(int status, @Nullable JsonNode error) {
    return switch (status) {
      case 424 -> 502;
      case 422 -> error != null && validation(error) ? 400 : 422;
      case 401, 402, 403, 407, 499 -> 502;
      default -> status >= 400 && status <= 599 ? status : 502;
    };
  }

  /** True when the engine could not take the request for what it asks: a fault of its fields. */
  private static boolean validation(JsonNode error) {
    return TgiErrors.validation(error) || error.path("detail").isArray();
  }

  private static ApiError build(int status, @Nullable JsonNode error) {
    String message = error == null ? "" : message(error);
    if (status >= 500) {
      message =
          message.isBlank() || suspicious(message)
              ? "The engine failed (" + status + ")."
              : ApiError.bounded(message, SERVER_MESSAGE_MAX);
    } else if (message.isBlank() || (status == 429 && readAsFinal(message))) {
      message = "The engine refused the request (" + status + ").";
    } else {
      message = ApiError.bounded(message, CALLER_MESSAGE_MAX);
    }
    String param = error != null && status < 500 ? text(error.get("param")) : null;
    return new ApiError(status, type(status), param, code(status, error), message);
  }

  private static String type(int status) {
    return switch (status) {
      case 408, 504 -> "timeout_error";
      case 409 -> "conflict_error";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "service_unavailable_error";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }

  private static @Nullable String code(int status, @Nullable JsonNode error) {
    return switch (status) {
      case 429 -> "server_busy";
      case 502 -> "bad_gateway";
      case 503, 529 -> "server_is_overloaded";
      case 504 -> "upstream_timeout";
      default -> status < 500 && error != null ? callerCode(status, error) : null;
    };
  }

  private static @Nullable String callerCode(int status, JsonNode error) {
    if (status == 404 && "model".equals(text(error.get("param")))) {
      return "model_not_found";
    }
    if (status == 400 && tooLong(error)) {
      return "context_length_exceeded";
    }
    return text(error.get("code"));
  }

  private static boolean tooLong(JsonNode error) {
    return "exceed_context_size_error".equals(text(error.get("type")))
        || message(error).toLowerCase(Locale.ROOT).contains("context length");
  }

  /** The object that holds the message, or null when the body holds no JSON error. */
  private static @Nullable JsonNode parse(byte[] body) {
    if (body.length == 0 || body.length > BODY_BYTES_MAX) {
      return null;
    }
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      return null;
    }
    if (root == null || !root.isObject()) {
      return null;
    }
    JsonNode error = root.get("error");
    return error != null && error.isObject() ? error : root;
  }

  private static String message(JsonNode error) {
    for (String key : new String[] {"message", "error", "detail"}) {
      JsonNode value = error.get(key);
      if (value != null && value.isTextual()) {
        return value.asText();
      }
      if (value != null && value.isArray() && value.path(0).path("msg").isTextual()) {
        return value.path(0).path("msg").asText();
      }
    }
    return "";
  }

  private static int number(JsonNode error) {
    JsonNode code = error.get("code");
    if (code == null) {
      return 0;
    }
    return code.isTextual() && code.asText().matches("\\d{3}")
        ? Integer.parseInt(code.asText())
        : code.asInt(0);
  }

  private static @Nullable String text(@Nullable JsonNode value) {
    return value != null && value.isTextual() ? ApiError.bounded(value.asText(), 200) : null;
  }

  /** True for text that shows an engine's inside, or after which some SDKs do not come back. */
  private static boolean suspicious(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return message.length() > SERVER_MESSAGE_MAX
        || lower.contains("traceback")
        || lower.contains("\n  file ")
        || lower.contains("0x")
        || readAsFinal(message);
  }

  /** True for words after which some SDKs do not come back. */
  private static boolean readAsFinal(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.contains("quota") || lower.contains("billing");
  }
}
