package io.spillway.gateway.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.gateway.json.RandomJson;

/** Random request bodies: some of the fields that are read, among others. */
final class RandomBody {
  private final RandomJson json;

  RandomBody(RandomJson json) {
    this.json = json;
  }

  ObjectNode next() {
    ObjectNode body = RandomJson.MAPPER.createObjectNode();
    for (int i = json.one(0, 1, 2, 3, 5, 8, 12); i > 0; i--) {
      String key =
          json.one(
              "stream",
              "stream_options",
              "n",
              "max_tokens",
              "max_completion_tokens",
              "messages",
              "prompt",
              "input",
              "tools",
              "prompt_cache_key",
              "session_id",
              "metadata",
              "user",
              "max_output_tokens",
              "system",
              "instructions",
              "conversation",
              "previous_response_id",
              "store",
              "background",
              "priority",
              "service_tier",
              "query",
              "documents",
              "text_1",
              "tokens",
              "temperature");
      body.set(key, json.chance(20) ? json.value(3) : likely(key));
    }
    if (json.chance(95)) {
      body.set("model", json.chance(5) ? json.value(2) : text(name()));
    }
    if (json.chance(50)) {
      body.set(json.string(), json.value(4));
    }
    return body;
  }

  /** Short enough for a model's name, even if each character is written as an escape. */
  private String name() {
    String name = json.string();
    return name.substring(0, Math.min(BodyReader.MODEL_BYTES_MAX / 6, name.length()));
  }

  private JsonNode likely(String key) {
    return switch (key) {
      case "stream", "store", "background" -> tree(json.one(true, false));
      case "stream_options" -> streamOptions();
      case "priority" -> tree(json.one(0, 1, -1, 7));
      case "service_tier" -> text(json.one("auto", "default", "flex", "batch", "priority"));
      case "n" -> tree(json.one(1, 2, 128, 0, 129));
      case "max_tokens", "max_completion_tokens", "max_output_tokens" ->
          tree(json.one(0, 16, -1, 4096));
      case "messages" -> messages();
      case "input" -> json.chance(50) ? messages() : prompt();
      case "prompt", "documents", "tokens" -> prompt();
      case "metadata" ->
          RandomJson.MAPPER
              .createObjectNode()
              .put(json.one("session_id", "user_id"), json.string());
      case "conversation" ->
          json.chance(50)
              ? text(json.string())
              : RandomJson.MAPPER.createObjectNode().put(json.one("id", "x"), json.string());
      default -> text(json.string());
    };
  }

  private JsonNode streamOptions() {
    ObjectNode options = RandomJson.MAPPER.createObjectNode();
    if (json.chance(50)) {
      options.set("continuous_usage_stats", tree(json.one(true, false)));
    }
    if (json.chance(50)) {
      options.set("include_usage", json.one(tree(true), tree(false), tree(null)));
    }
    return json.chance(20) ? tree(null) : options;
  }

  private JsonNode messages() {
    var messages = RandomJson.MAPPER.createArrayNode();
    for (int i = json.one(0, 1, 2, 4); i > 0; i--) {
      ObjectNode message = RandomJson.MAPPER.createObjectNode();
      if (json.chance(50)) {
        message.set("content", json.value(3));
      }
      message.put("role", json.one("user", "system", "assistant", "tool", json.string()));
      message.set(json.one("content", "name", "x"), json.value(2));
      messages.add(json.chance(5) ? json.value(1) : message);
    }
    return messages;
  }

  private JsonNode prompt() {
    return json.one(
        text(json.string()),
        tree(new String[] {json.string(), json.string()}),
        tree(new int[] {1, 2, 3}),
        tree(new int[][] {{1, 2}, {}, {3}}),
        tree(new int[] {}));
  }

  private static JsonNode text(String text) {
    return RandomJson.MAPPER.valueToTree(text);
  }

  private static JsonNode tree(Object value) {
    return value == null
        ? RandomJson.MAPPER.nullNode()
        : RandomJson.MAPPER.<JsonNode>valueToTree(value);
  }
}
