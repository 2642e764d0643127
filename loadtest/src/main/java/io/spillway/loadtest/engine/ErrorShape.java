package io.spillway.loadtest.engine;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** How engines write an error. */
enum ErrorShape {
  /** vLLM. */
  NESTED,
  /** The same within a stream of SGLang, with the word {@code object}. */
  OBJECT,
  /** SGLang, TensorRT-LLM and vLLM up to 0.10.0. */
  FLAT,
  /** A mere text. */
  STRING,
  /** TGI. */
  TYPED,
  /** TGI within a stream: 422, whatever it is. */
  TGI,
  /** llama.cpp. */
  LLAMACPP,
  /** Every engine under {@code /v1/messages}. */
  ANTHROPIC;

  static ErrorShape named(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  JsonObject json(EngineError error) {
    return switch (this) {
      case NESTED -> nested(fields(error));
      case OBJECT -> nested(new JsonObject().put("object", "error").mergeIn(fields(error)));
      case FLAT -> new JsonObject().put("object", "error").mergeIn(fields(error));
      case STRING -> new JsonObject().put("error", error.message());
      case TYPED ->
          new JsonObject().put("error", tgiMessage(error)).put("error_type", tgiType(error));
      case TGI ->
          nested(new JsonObject().put("message", tgiMessage(error)).put("http_status_code", 422));
      case ANTHROPIC ->
          nested(new JsonObject().put("type", error.type()).put("message", error.message()))
              .put("type", "error");
      case LLAMACPP ->
          nested(
              new JsonObject()
                  .put("code", error.status())
                  .put("message", error.message())
                  .put("type", llamaType(error)));
    };
  }

  /** The status an engine of this shape gives an error. */
  int status(EngineError error) {
    if (this != TYPED) {
      return error.status();
    }
    return switch (error.status()) {
      case 400 -> 422;
      case 500 -> 424;
      default -> error.status();
    };
  }

  private static JsonObject nested(JsonObject error) {
    return new JsonObject().put("error", error);
  }

  private static JsonObject fields(EngineError error) {
    return new JsonObject()
        .put("message", error.message())
        .put("type", error.type())
        .put("param", error.param())
        .put("code", error.status());
  }

  private static String tgiMessage(EngineError error) {
    return switch (error.status()) {
      case 429, 503 -> "Model is overloaded";
      case 400 -> "Input validation error: " + error.message();
      default -> "Request failed during generation: " + error.message();
    };
  }

  private static String tgiType(EngineError error) {
    return switch (error.status()) {
      case 429 -> "overloaded";
      case 400, 404 -> "validation";
      case 503 -> "healthcheck";
      default -> "generation";
    };
  }

  private static String llamaType(EngineError error) {
    return switch (error.status()) {
      case 400 ->
          "input_tokens".equals(error.param())
              ? "exceed_context_size_error"
              : "invalid_request_error";
      case 404 -> "not_found_error";
      case 501 -> "not_supported_error";
      case 503 -> "unavailable_error";
      default -> "server_error";
    };
  }
}
