package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads requests of {@code /v1/responses}. */
final class ResponsesRequest {
  private ResponsesRequest() {}

  /** The items of the input; a text is a message of the user. None if there is no input. */
  static ArrayNode input(JsonNode body) {
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    JsonNode input = body.path("input");
    if (input.isTextual()) {
      ObjectNode item = items.addObject().put("type", "message").put("role", "user");
      item.putArray("content").addObject().put("type", "input_text").set("text", input);
    } else if (input.isArray()) {
      for (JsonNode item : input) {
        if (item.isObject()) {
          items.add(item);
        }
      }
    }
    return items;
  }

  /** The request in the words of chat; {@code history} is what was said before, in them too. */
  static ChatWords chat(JsonNode body, ArrayNode history, ArrayNode input) {
    var chat = new ChatWords(body);
    if (body.hasNonNull("instructions")) {
      chat.message("system", body.path("instructions"));
    }
    chat.messages().addAll(history);
    input.forEach(item -> add(chat, item));
    chat.most(body.path("max_output_tokens"));
    for (JsonNode tool : body.path("tools")) {
      if (tool.path("type").asText().equals("function")) {
        chat.tool(tool.path("name"), tool.path("description"), tool.path("parameters"));
      }
    }
    JsonNode choice = body.path("tool_choice");
    if (choice.isTextual()) {
      chat.choice(choice.asText());
    } else if (choice.path("name").isTextual()) {
      chat.choiceOf(choice.path("name").asText());
    }
    return chat;
  }

  /** Adds an item of an input or an output; thoughts are left out. */
  static void add(ChatWords chat, JsonNode item) {
    switch (item.path("type").asText("message")) {
      case "message" -> chat.message(item.path("role").asText("user"), item.path("content"));
      case "function_call" ->
          chat.call(
              item.path("call_id").asText(),
              item.path("name").asText(),
              item.path("arguments").asText());
      case "function_call_output" ->
          chat.result(item.path("call_id").asText(), item.path("output"));
      default -> {}
    }
  }
}
