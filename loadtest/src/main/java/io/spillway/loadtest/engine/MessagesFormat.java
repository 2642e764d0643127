package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.loadtest.engine.model.FinishReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/** The events of {@code /v1/messages}: a block is opened and closed around its deltas. */
final class MessagesFormat implements StreamFormat {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final GenerationRequest request;
  private final Sse sse;
  private Block block = Block.NONE;
  private int index;

  /** The kind of block that is open, with the type and the field of its deltas. */
  private enum Block {
    NONE("", ""),
    THINKING("thinking_delta", "thinking"),
    TEXT("text_delta", "text"),
    TOOL("input_json_delta", "partial_json");

    private final String delta;
    private final String field;

    Block(String delta, String field) {
      this.delta = delta;
      this.field = field;
    }
  }

  MessagesFormat(GenerationRequest request, Wire wire) {
    this.request = request;
    this.sse = new Sse(wire);
  }

  @Override
  public Buffer opening() {
    ObjectNode data = JSON.objectNode().put("type", "message_start");
    ObjectNode message = data.putObject("message").put("id", request.id());
    message.put("type", "message").put("role", "assistant").putArray("content");
    message.put("model", request.model()).putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", MessagesDialect.usage(new Usage(request.promptTokens(), 0, 0)));
    return sse.event("message_start", data);
  }

  @Override
  public Buffer tokens(TokenText text, Span span, @Nullable Usage usage) {
    var events = Buffer.buffer();
    int turn = Math.clamp(request.output().thoughts(), span.from(), span.to());
    if (turn > span.from()) {
      open(events, Block.THINKING);
      delta(events, text.of(new Span(0, span.from(), turn)));
    }
    if (turn < span.to()) {
      open(events, request.call().isPresent() ? Block.TOOL : Block.TEXT);
      delta(events, text.of(new Span(0, turn, span.to())));
    }
    return events;
  }

  @Override
  public Buffer finish(int choice, String reason, Usage usage) {
    var events = Buffer.buffer();
    if (block == Block.TOOL && !reason.equals(FinishReason.ABORT.label())) {
      delta(events, request.call().orElseThrow().closing());
    }
    close(events);
    ObjectNode data = JSON.objectNode().put("type", "message_delta");
    String why = MessagesDialect.stopReason(request, reason);
    data.putObject("delta").put("stop_reason", why).putNull("stop_sequence");
    data.set("usage", MessagesDialect.usage(usage));
    return events.appendBuffer(sse.event("message_delta", data));
  }

  @Override
  public Buffer done(Usage usage) {
    return sse.event("message_stop", "{\"type\":\"message_stop\"}");
  }

  @Override
  public @Nullable Buffer error(EngineError error) {
    return sse.torn() ? null : sse.event("error", ErrorShape.ANTHROPIC.json(error).encode());
  }

  @Override
  public Buffer ping() {
    return sse.event("ping", "{\"type\":\"ping\"}");
  }

  private void open(Buffer events, Block wanted) {
    if (block == wanted) {
      return;
    }
    close(events);
    block = wanted;
    ObjectNode data = JSON.objectNode().put("type", "content_block_start").put("index", index);
    ObjectNode start = data.putObject("content_block");
    switch (wanted) {
      case THINKING -> start.put("type", "thinking").put("thinking", "");
      case TEXT -> start.put("type", "text").put("text", "");
      case TOOL -> {
        start.put("type", "tool_use").put("id", ChatDialect.callId(request, 0));
        start.put("name", request.call().orElseThrow().name()).putObject("input");
      }
      case NONE -> throw new IllegalArgumentException("block: NONE (expected: a kind)");
    }
    events.appendBuffer(sse.event("content_block_start", data));
    if (wanted == Block.TOOL) {
      delta(events, request.call().orElseThrow().opening());
    }
  }

  /** The event of every token: written without a JSON tree. */
  private void delta(Buffer events, String more) {
    delta(events, block.delta, block.field, more);
  }

  private void delta(Buffer events, String type, String field, String more) {
    String json =
        "{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":{\"type\":\"%s\",\"%s\":%s}}"
            .formatted(index, type, field, Json.encode(more));
    events.appendBuffer(sse.event("content_block_delta", json));
  }

  private void close(Buffer events) {
    if (block == Block.NONE) {
      return;
    }
    if (block == Block.THINKING) {
      delta(events, "signature_delta", "signature", MessagesDialect.signature(request));
    }
    String json = "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
    events.appendBuffer(sse.event("content_block_stop", json));
    block = Block.NONE;
    index++;
  }
}
