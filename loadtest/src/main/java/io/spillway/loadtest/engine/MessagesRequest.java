package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Reads requests of {@code /v1/messages}. */
final class MessagesRequest {
  private MessagesRequest() {}

  /** The request in the words of chat. */
  static ChatWords chat(JsonNode body) {
    var chat = new ChatWords(body);
    if (body.hasNonNull("system")) {
      chat.message("system", body.path("system"));
    }
    for (JsonNode message : body.path("messages")) {
      message(chat, message.path("role").asText("user"), message.path("content"));
    }
    chat.most(body.path("max_tokens"));
    for (JsonNode tool : body.path("tools")) {
      chat.tool(tool.path("name"), tool.path("description"), tool.path("input_schema"));
    }
    JsonNode choice = body.path("tool_choice");
    switch (choice.path("type").asText()) {
      case "any" -> chat.choice("required");
      case "none" -> chat.choice("none");
      case "tool" -> chat.choiceOf(choice.path("name").asText());
      default -> {}
    }
    return chat;
  }

  /** Calls and results become messages of their own; thoughts are left out. */
  private static void message(ChatWords chat, String role, JsonNode content) {
    if (!content.isArray()) {
      chat.message(role, content);
      return;
    }
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    for (JsonNode block : content) {
      switch (block.path("type").asText()) {
        case "tool_use" ->
            chat.call(
                block.path("id").asText(),
                block.path("name").asText(),
                block.path("input").toString());
        case "tool_result" ->
            chat.result(block.path("tool_use_id").asText(), block.path("content"));
        case "thinking", "redacted_thinking" -> {}
        default -> parts.add(block);
      }
    }
    if (!parts.isEmpty()) {
      chat.message(role, parts);
    }
  }
}
