package io.spillway.loadtest.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Reads the few parts of the API's JSON that decide whether an answer is whole. */
final class AnswerBody {
  private AnswerBody() {}

  /** The object a text holds, or null when it holds none. */
  static @Nullable JsonObject object(String text) {
    try {
      return new JsonObject(text);
    } catch (DecodeException e) {
      return null;
    }
  }

  /** The code of an OpenAI-shaped error, its type without one; null when it is no such error. */
  static @Nullable String errorCode(JsonObject body) {
    if (!(body.getValue("error") instanceof JsonObject error)
        || !(error.getValue("message") instanceof String)
        || !(error.getValue("type") instanceof String type)) {
      return null;
    }
    Object code = error.getValue("code");
    return code == null ? type : code.toString();
  }

  /** The choices, or null when the body is not an answer. */
  static @Nullable JsonArray choices(JsonObject body) {
    return body.getValue("choices") instanceof JsonArray choices ? choices : null;
  }

  /** The text under a choice's message, delta or text. */
  static String text(JsonObject choice) {
    for (String key : new String[] {"delta", "message"}) {
      if (choice.getValue(key) instanceof JsonObject part) {
        return part.getValue("content") instanceof String content ? content : "";
      }
    }
    return choice.getValue("text") instanceof String text ? text : "";
  }

  /** The choice's finish reason, or null. */
  static @Nullable String finish(JsonObject choice) {
    return choice.getValue("finish_reason") instanceof String reason ? reason : null;
  }

  /** What the engine says it used. */
  static @Nullable Usage usage(JsonObject body) {
    if (!(body.getValue("usage") instanceof JsonObject usage)) {
      return null;
    }
    long cached =
        usage.getValue("prompt_tokens_details") instanceof JsonObject details
            ? number(details, "cached_tokens")
            : 0;
    return new Usage(number(usage, "prompt_tokens"), cached, number(usage, "completion_tokens"));
  }

  private static long number(JsonObject object, String key) {
    return object.getValue(key) instanceof Number number ? number.longValue() : 0;
  }
}
