package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One item of a response's output, as it grows. */
final class OutputItem {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Kind kind;
  private final String id;
  private final String callId;
  private final String function;
  private final StringBuilder text = new StringBuilder();

  /** What an item is. */
  enum Kind {
    REASONING("rs_"),
    MESSAGE("msg_"),
    CALL("fc_");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  /** An empty item of the response to a request. */
  OutputItem(Kind kind, GenerationRequest request) {
    String suffix = request.id().substring(request.id().indexOf('_') + 1);
    this.kind = kind;
    this.id = kind.prefix + suffix;
    this.callId = "call_" + suffix;
    this.function = request.call().map(ToolCall::name).orElse("");
  }

  /** The items of a response that came in one piece. */
  static ArrayNode all(GenerationRequest request, Dialect.Choice choice) {
    ArrayNode output = JSON.arrayNode();
    if (!choice.thoughts().isEmpty()) {
      var item = new OutputItem(Kind.REASONING, request);
      item.add(choice.thoughts());
      output.add(item.json("completed"));
    }
    var last = new OutputItem(last(request), request);
    last.add(request.call().map(call -> call.opening()).orElse(""));
    last.add(choice.text());
    last.add(request.call().map(call -> call.closing()).orElse(""));
    return choice.text().isEmpty() ? output : output.add(last.json("completed"));
  }

  /** What follows the thoughts: a message or a call. */
  static Kind last(GenerationRequest request) {
    return request.call().isPresent() ? Kind.CALL : Kind.MESSAGE;
  }

  Kind kind() {
    return kind;
  }

  String id() {
    return id;
  }

  String function() {
    return function;
  }

  void add(String more) {
    text.append(more);
  }

  String text() {
    return text.toString();
  }

  /** The one content part, as it is now. */
  ObjectNode part() {
    ObjectNode part = JSON.objectNode();
    if (kind == Kind.REASONING) {
      return part.put("text", text()).put("type", "reasoning_text");
    }
    part.putArray("annotations");
    part.put("text", text()).put("type", "output_text");
    part.putArray("logprobs");
    return part;
  }

  /** The item, as it is now; without content while it is in progress. */
  ObjectNode json(String status) {
    ObjectNode item = JSON.objectNode();
    boolean empty = status.equals("in_progress");
    switch (kind) {
      case CALL ->
          item.put("arguments", text())
              .put("call_id", callId)
              .put("name", function)
              .put("type", "function_call")
              .put("id", id);
      case MESSAGE -> {
        ArrayNode content = item.put("id", id).putArray("content");
        if (!empty) {
          content.add(part());
        }
        item.put("role", "assistant");
      }
      case REASONING -> {
        item.put("id", id).putArray("summary");
        item.put("type", "reasoning");
        if (!empty) {
          item.putArray("content").add(part());
        }
      }
    }
    item.put("status", status);
    return kind == Kind.MESSAGE ? item.put("type", "message") : item;
  }
}
