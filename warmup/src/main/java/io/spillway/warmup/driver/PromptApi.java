package io.spillway.warmup.driver;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The APIs a pod may answer a real completion through, in the order they are tried. */
enum PromptApi {
  CHAT("/v1/chat/completions"),
  /** For base models, which have no chat template. */
  COMPLETIONS("/v1/completions"),
  /** For models that write nothing; their first token is the whole answer. */
  EMBEDDINGS("/v1/embeddings");

  private static final int TOKENS_MAX = 8;

  private final String path;

  PromptApi(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  boolean streams() {
    return this != EMBEDDINGS;
  }

  /** The body that asks a model about a text. */
  JsonObject body(String model, String text) {
    var body = new JsonObject().put("model", model);
    return switch (this) {
      case CHAT ->
          streamed(body)
              .put(
                  "messages",
                  new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
      case COMPLETIONS -> streamed(body).put("prompt", text);
      case EMBEDDINGS -> body.put("input", text);
    };
  }

  private static JsonObject streamed(JsonObject body) {
    return body.put("stream", true).put("max_tokens", TOKENS_MAX);
  }
}
