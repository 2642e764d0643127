package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request of another API in the words of chat, which is what the engine's prompts are made of; an
 * answer that comes back in a later request reads as it was produced.
 */
final class ChatWords {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String[] SAME = {
    "model", "stream", "cache_salt", "ignore_eos", "sim_output_tokens", "chat_template_kwargs"
  };

  private final ObjectNode chat = JSON.objectNode();
  private final ArrayNode messages = chat.putArray("messages");

  /** Begins with what is called the same in every API. */
  ChatWords(JsonNode body) {
    for (String field : SAME) {
      if (body.hasNonNull(field)) {
        chat.set(field, body.path(field));
      }
    }
  }

  /** The request as far as it goes. */
  ObjectNode json() {
    return chat;
  }

  ArrayNode messages() {
    return messages;
  }

  void most(JsonNode tokens) {
    if (tokens.isInt()) {
      chat.set("max_completion_tokens", tokens);
    }
  }

  /** A message; {@code content} is a text or parts. */
  void message(String role, JsonNode content) {
    messages.addObject().put("role", role).set("content", content);
  }

  /** The result of a call. */
  void result(String callId, JsonNode output) {
    ObjectNode message = messages.addObject().put("role", "tool").put("tool_call_id", callId);
    message.set("content", output);
  }

  /** A call that an earlier answer made. */
  void call(String callId, String function, String arguments) {
    ObjectNode message = messages.addObject().put("role", "assistant").putNull("content");
    message
        .putArray("tool_calls")
        .addObject()
        .put("id", callId)
        .put("type", "function")
        .putObject("function")
        .put("name", function)
        .put("arguments", arguments);
  }

  /** A function that may be called. */
  void tool(JsonNode name, JsonNode description, JsonNode parameters) {
    ObjectNode function = JSON.objectNode();
    function.set("name", name);
    function.set("description", description.isMissingNode() ? JSON.nullNode() : description);
    function.set("parameters", parameters.isMissingNode() ? JSON.objectNode() : parameters);
    chat.withArray("tools").addObject().put("type", "function").set("function", function);
  }

  /** Which function must be called: a word of chat's, such as {@code required}. */
  void choice(String word) {
    chat.put("tool_choice", word);
  }

  /** The function that must be called. */
  void choiceOf(String function) {
    ObjectNode choice = chat.putObject("tool_choice").put("type", "function");
    choice.putObject("function").put("name", function);
  }
}
