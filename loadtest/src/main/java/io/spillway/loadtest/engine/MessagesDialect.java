package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The API {@code /v1/messages}, which engines put on top of their chat. */
record MessagesDialect(Wire wire) implements Dialect {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** vLLM shows the id of the chat beneath. */
  @Override
  public String id(String requestId) {
    return "chatcmpl-" + requestId;
  }

  @Override
  public boolean chat() {
    return true;
  }

  @Override
  public StreamFormat stream(GenerationRequest request, long createdSeconds) {
    return new MessagesFormat(request, wire);
  }

  @Override
  public ErrorShape errors() {
    return ErrorShape.ANTHROPIC;
  }

  @Override
  public Whole whole(GenerationRequest request, Answer answer) {
    Choice choice = answer.choices().getFirst();
    ObjectNode message = JSON.objectNode().put("id", request.id());
    message.put("type", "message").put("role", "assistant");
    ArrayNode content = message.putArray("content");
    if (!choice.thoughts().isEmpty()) {
      ObjectNode block = content.addObject().put("type", "thinking");
      block.put("thinking", choice.thoughts()).put("signature", signature(request));
    }
    if (request.call().isPresent() && !choice.aborted()) {
      ToolCall call = request.call().get();
      ObjectNode block = content.addObject().put("type", "tool_use");
      block.put("id", ChatDialect.callId(request, 0)).put("name", call.name());
      block.putObject("input").put(call.key(), choice.text());
    } else if (!choice.text().isEmpty()) {
      content.addObject().put("type", "text").put("text", choice.text());
    }
    message.put("model", request.model());
    message.put("stop_reason", stopReason(request, choice.reason()));
    message.putNull("stop_sequence");
    message.set("usage", usage(answer.usage()));
    return Whole.json(message.toString());
  }

  /** Why it stopped, in Anthropic's words; null, as vLLM has it, for a choice that was aborted. */
  static @Nullable String stopReason(GenerationRequest request, String reason) {
    return switch (ChatDialect.reason(request, reason)) {
      case "stop" -> "end_turn";
      case "length" -> "max_tokens";
      case "tool_calls" -> "tool_use";
      default -> null;
    };
  }

  static ObjectNode usage(Usage usage) {
    ObjectNode json = JSON.objectNode().put("input_tokens", usage.prompt());
    return json.put("output_tokens", usage.completion());
  }

  /** What vouches for the thoughts of an answer. */
  static String signature(GenerationRequest request) {
    return "sig-" + request.id();
  }
}
