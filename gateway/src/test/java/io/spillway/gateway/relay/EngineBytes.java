package io.spillway.gateway.relay;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one engine writes, to the byte.
 *
 * @param engine its name in a configuration
 * @param colon what stands between {@code data} and its value
 * @param end what ends a stream of it that met an error
 * @param invalid how it refuses a request for its fields
 * @param overloaded how it refuses one because it is full
 * @param failed how it fails
 * @param streamErrors what its streams carry in the place of content
 */
record EngineBytes(
    String name,
    String engine,
    String colon,
    String end,
    Refusal invalid,
    Refusal overloaded,
    Refusal failed,
    List<Refusal> streamErrors) {
  private static final String DONE = "[DONE]";

  /**
   * An error as the engine writes it and as the client shall read it.
   *
   * @param status as the engine says it; of an event, 200
   */
  record Refusal(int status, String body, int shown, String code, String message) {}

  static Stream<EngineBytes> all() {
    return Stream.of(vllm(), vllmOld(), sglang(), tgi(), llamacpp(), trtllm(), ollama(), openai());
  }

  private static EngineBytes vllm() {
    return new EngineBytes(
        "vLLM",
        "vllm",
        ": ",
        DONE,
        refusal(
            404,
            "{\"error\":{\"message\":\"The model `x` does not exist.\",\"type\":\"NotFoundError\","
                + "\"param\":\"model\",\"code\":404}}",
            404,
            "\"model_not_found\"",
            "The model `x` does not exist."),
        refusal(
            503,
            "{\"error\":\"The model is currently scaling. Please try again later.\"}",
            503,
            "\"server_is_overloaded\"",
            "The model is currently scaling. Please try again later."),
        refusal(
            500,
            "{\"error\":{\"message\":\"EngineCore died.\",\"type\":\"InternalServerError\","
                + "\"param\":null,\"code\":500}}",
            500,
            "null",
            "EngineCore died."),
        List.of(
            event(
                "{\"error\": {\"message\": \"Internal server error\", \"type\":"
                    + " \"InternalServerError\", \"param\": null, \"code\": 500}}",
                500,
                "null",
                "Internal server error")));
  }

  private static EngineBytes vllmOld() {
    return new EngineBytes(
        "vLLM up to 0.10.0",
        "vllm",
        ": ",
        DONE,
        flat(400, "BadRequestError", "bad field", 400, "null"),
        flat(503, "ServiceUnavailable", "not now", 503, "\"server_is_overloaded\""),
        flat(500, "InternalServerError", "boom", 500, "null"),
        List.of(
            event(
                "{\"object\": \"error\", \"message\": \"boom\", \"type\": \"InternalServerError\","
                    + " \"param\": null, \"code\": 500}",
                500,
                "null",
                "boom")));
  }

  private static EngineBytes sglang() {
    String full = "The request queue is full.";
    return new EngineBytes(
        "SGLang",
        "sglang",
        ": ",
        DONE,
        flat(400, "BadRequestError", "bad field", 400, "null"),
        flat(503, "503", full, 503, "\"server_is_overloaded\""),
        flat(500, "InternalServerError", "boom", 500, "null"),
        List.of(
            event(
                "{\"error\": {\"object\": \"error\", \"message\": \""
                    + full
                    + "\", \"type\": \"SERVICE_UNAVAILABLE\", \"param\": null, \"code\": 503}}",
                503,
                "\"server_is_overloaded\"",
                full)));
  }

  private static EngineBytes tgi() {
    String full = "Model is overloaded";
    return new EngineBytes(
        "TGI",
        "tgi",
        ":",
        DONE,
        refusal(422, typed("`inputs` is too long", "validation"), 400, "null", null),
        refusal(429, typed(full, "overloaded"), 429, "\"server_busy\"", full),
        refusal(424, typed("CUDA", "generation"), 502, "\"bad_gateway\"", "CUDA"),
        List.of(
            event(
                "{\"error\":{\"message\":\"Model is overloaded\",\"http_status_code\":422}}",
                429,
                "\"server_busy\"",
                full),
            event(
                "{\"error\":{\"message\":\"Request failed during generation: CUDA\","
                    + "\"http_status_code\":422}}",
                502,
                "\"bad_gateway\"",
                "Request failed during generation: CUDA")));
  }

  private static EngineBytes llamacpp() {
    return new EngineBytes(
        "llama.cpp",
        "llamacpp",
        ": ",
        "",
        refusal(
            400,
            coded(400, "the request exceeds the context", "exceed_context_size_error"),
            400,
            "\"context_length_exceeded\"",
            "the request exceeds the context"),
        refusal(
            503,
            coded(503, "Loading model", "unavailable_error"),
            503,
            "\"server_is_overloaded\"",
            "Loading model"),
        refusal(500, coded(500, "boom", "server_error"), 500, "null", "boom"),
        List.of(event(coded(500, "boom", "server_error"), 500, "null", "boom")));
  }

  private static EngineBytes trtllm() {
    return new EngineBytes(
        "TensorRT-LLM",
        "trtllm",
        ": ",
        DONE,
        refusal(400, "{\"error\":\"top_p is wrong\"}", 400, "null", "top_p is wrong"),
        refusal(
            503,
            "{\"message\":\"busy\",\"type\":\"x\",\"param\":null,\"code\":503}",
            503,
            "\"server_is_overloaded\"",
            "busy"),
        refusal(
            500,
            "{\"message\":\"boom\",\"type\":\"InternalServerError\",\"param\":null,\"code\":500}",
            500,
            "null",
            "boom"),
        List.of());
  }

  private static EngineBytes ollama() {
    String full = "server busy, please try again.  maximum pending requests exceeded";
    return new EngineBytes(
        "Ollama",
        "openai",
        ": ",
        "",
        refusal(400, nested("bad", "invalid_request_error"), 400, "null", "bad"),
        refusal(503, nested(full, "api_error"), 503, "\"server_is_overloaded\"", full),
        refusal(500, nested("boom", "api_error"), 500, "null", "boom"),
        List.of());
  }

  private static EngineBytes openai() {
    return new EngineBytes(
        "an OpenAI endpoint",
        "openai",
        ": ",
        "",
        refusal(
            400,
            "{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\","
                + "\"param\":\"n\",\"code\":\"invalid_value\"}}",
            400,
            "\"invalid_value\"",
            "bad"),
        refusal(
            503, nested("The engine is overloaded", "x"), 503, "\"server_is_overloaded\"", null),
        refusal(500, nested("boom", "server_error"), 500, "null", "boom"),
        List.of(
            event(nested("slow down", "rate_limit_error"), 429, "\"server_busy\"", "slow down")));
  }

  /** An event of this engine. */
  String event(String json) {
    return "data" + colon + json + "\n\n";
  }

  /** The same events as this engine writes them. */
  String written(String events) {
    return events.replace("data: ", "data" + colon);
  }

  /** A stream of nothing but an error. */
  String broken(Refusal error) {
    return event(error.body()) + (end.isEmpty() ? "" : event(end));
  }

  @Override
  public String toString() {
    return name;
  }

  private static Refusal refusal(int status, String body, int shown, String code, String message) {
    return new Refusal(status, body, shown, code, message == null ? "" : message);
  }

  private static Refusal event(String body, int shown, String code, String message) {
    return refusal(200, body, shown, code, message);
  }

  private static Refusal flat(int status, String type, String message, int shown, String code) {
    String body =
        "{\"object\":\"error\",\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":%d}"
            .formatted(message, type, status);
    return refusal(status, body, shown, code, message);
  }

  private static String typed(String message, String type) {
    return "{\"error\":\"%s\",\"error_type\":\"%s\"}".formatted(message, type);
  }

  private static String coded(int code, String message, String type) {
    return "{\"error\":{\"code\":%d,\"message\":\"%s\",\"type\":\"%s\"}}"
        .formatted(code, message, type);
  }

  private static String nested(String message, String type) {
    return "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":null}}"
        .formatted(message, type);
  }
}
