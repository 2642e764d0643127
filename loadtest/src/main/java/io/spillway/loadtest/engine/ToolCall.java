package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A function that an answer calls. Its arguments are one text, under the first name that the
 * function requires or knows.
 *
 * @param name the function
 * @param key the name of the one argument
 * @param ending the finish reason of such an answer
 */
record ToolCall(String name, String key, String ending) {
  private static final String USUAL_KEY = "text";

  /**
   * The call that a chat asks for. A conversation whose last message is a tool's result is answered
   * with text, so that a loop of an agent ends; {@code tool_choice} none is, too. Else the trait
   * decides: a call always, never, or when {@code tool_choice} is {@code required} or a function.
   */
  static Optional<ToolCall> of(JsonNode chat, Wire wire) {
    JsonNode choice = chat.path("tool_choice");
    boolean named = choice.isObject() && choice.path("function").has("name");
    boolean calls =
        switch (wire.text(Trait.TOOLS)) {
          case "always" -> true;
          case "never" -> false;
          default -> named || choice.asText("").equals("required");
        };
    JsonNode first = chat.path("tools").path(0).path("function").path("name");
    if (!calls || !first.isTextual() || choice.asText("").equals("none") || answersTool(chat)) {
      return Optional.empty();
    }
    String name = choice.path("function").path("name").asText(first.asText());
    // vLLM says that it stopped when the function was named to it.
    boolean stops = named && wire.engine() == EnginePreset.VLLM;
    return Optional.of(new ToolCall(name, key(chat, name), stops ? "stop" : "tool_calls"));
  }

  /** The arguments as JSON before their words. */
  String opening() {
    return "{\"" + key + "\": \"";
  }

  /** The arguments as JSON after their words. */
  String closing() {
    return "\"}";
  }

  private static boolean answersTool(JsonNode chat) {
    JsonNode messages = chat.path("messages");
    return messages.path(messages.size() - 1).path("role").asText().equals("tool");
  }

  private static String key(JsonNode chat, String name) {
    for (JsonNode tool : chat.path("tools")) {
      JsonNode function = tool.path("function");
      if (function.path("name").asText().equals(name)) {
        JsonNode parameters = function.path("parameters");
        var properties = parameters.path("properties").fieldNames();
        String known = properties.hasNext() ? properties.next() : USUAL_KEY;
        String key = parameters.path("required").path(0).asText(known);
        return key.matches("[A-Za-z0-9_.-]+") ? key : USUAL_KEY;
      }
    }
    return USUAL_KEY;
  }
}
