package io.spillway.loadtest.engine;

import org.jspecify.annotations.Nullable;

/**
 * An error of an engine.
 *
 * @param status HTTP status, also the {@code code} in the body
 * @param message for people
 * @param type such as {@code NotFoundError}
 * @param param the field at fault, if one is
 */
record EngineError(int status, String message, String type, @Nullable String param) {
  static final EngineError INTERNAL = of(500, "Internal server error");

  /** The error of a status that needs no field. */
  static EngineError of(int status, String message) {
    String type =
        switch (status) {
          case 400 -> "BadRequestError";
          case 404 -> "NotFoundError";
          case 429 -> "RateLimitError";
          case 503 -> "SERVICE_UNAVAILABLE";
          default -> "InternalServerError";
        };
    return new EngineError(status, message, type, null);
  }

  static EngineError unknownModel(String model) {
    return new EngineError(
        404, "The model `" + model + "` does not exist.", "NotFoundError", "model");
  }

  static EngineError tooLong(int lengthMax, int outputTokens, int promptTokens) {
    String message =
        ("This model's maximum context length is %d tokens. However, you requested %d output"
                + " tokens and your prompt contains at least %d input tokens, for a total of at"
                + " least %d tokens. Please reduce the length of the input prompt or the number of"
                + " requested output tokens.")
            .formatted(lengthMax, outputTokens, promptTokens, promptTokens + outputTokens);
    return new EngineError(400, message, "BadRequestError", "input_tokens");
  }

  static EngineError invalid(String message, @Nullable String param) {
    return new EngineError(400, message, "BadRequestError", param);
  }

  /** The event in the middle of a stream; the usual shape is spaced as Python writes JSON. */
  String event(ErrorShape shape) {
    if (shape != ErrorShape.NESTED) {
      return shape.json(this).encode();
    }
    return "{\"error\": {\"message\": \"%s\", \"type\": \"%s\", \"param\": null, \"code\": %d}}"
        .formatted(message, type, status);
  }
}
