package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.loadtest.engine.OutputItem.Kind;
import io.spillway.loadtest.engine.model.FinishReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The events of {@code /v1/responses}: numbered, with an item opened and closed around its deltas,
 * and no end mark but {@code response.completed}.
 */
final class ResponsesFormat implements StreamFormat {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final GenerationRequest request;
  private final ResponsesDialect dialect;
  private final Sse sse;
  private final long createdSeconds;
  private final ArrayNode output = JSON.arrayNode();
  private @Nullable OutputItem item;
  private String reason = FinishReason.ABORT.label();
  private int sequence;

  ResponsesFormat(GenerationRequest request, ResponsesDialect dialect, long createdSeconds) {
    this.request = request;
    this.dialect = dialect;
    this.sse = new Sse(dialect.wire());
    this.createdSeconds = createdSeconds;
  }

  @Override
  public boolean opensWithHead() {
    return true;
  }

  @Override
  public Buffer opening() {
    ObjectNode response = response("in_progress", null);
    return Buffer.buffer()
        .appendBuffer(event("response.created", JSON.objectNode().set("response", response)))
        .appendBuffer(event("response.in_progress", JSON.objectNode().set("response", response)));
  }

  @Override
  public Buffer tokens(TokenText text, Span span, @Nullable Usage usage) {
    var events = Buffer.buffer();
    int turn = Math.clamp(request.output().thoughts(), span.from(), span.to());
    if (turn > span.from()) {
      open(events, Kind.REASONING);
      delta(events, text.of(new Span(0, span.from(), turn)));
    }
    if (turn < span.to()) {
      open(events, OutputItem.last(request));
      delta(events, text.of(new Span(0, turn, span.to())));
    }
    return events;
  }

  @Override
  public Buffer finish(int choice, String why, Usage usage) {
    var events = Buffer.buffer();
    reason = why;
    if (!why.equals(FinishReason.ABORT.label()) && item != null && item.kind() == Kind.CALL) {
      delta(events, request.call().orElseThrow().closing());
    }
    close(events);
    return events;
  }

  @Override
  public Buffer done(Usage usage) {
    ObjectNode response = response(ResponseHead.status(reason), usage);
    dialect.finished().accept(response);
    return event("response.completed", JSON.objectNode().set("response", response));
  }

  @Override
  public @Nullable Buffer error(EngineError error) {
    return sse.torn()
        ? null
        : sse.event(
            "error",
            JSON.objectNode()
                .put("type", "error")
                .put("code", error.type())
                .put("message", error.message())
                .put("param", error.param())
                .put("sequence_number", sequence++));
  }

  private ObjectNode response(String status, @Nullable Usage usage) {
    return dialect
        .head()
        .json(new ResponseHead.State(status, output.deepCopy(), usage, createdSeconds));
  }

  private void open(Buffer events, Kind kind) {
    if (item != null && item.kind() == kind) {
      return;
    }
    close(events);
    var opened = new OutputItem(kind, request);
    item = opened;
    events.appendBuffer(event("response.output_item.added", added("in_progress", opened)));
    if (kind == Kind.CALL) {
      delta(events, request.call().orElseThrow().opening());
    } else {
      String part = kind == Kind.REASONING ? "reasoning_part" : "content_part";
      events.appendBuffer(event("response." + part + ".added", place(opened, opened.part())));
    }
  }

  /** The event of every token: written without a JSON tree. */
  private void delta(Buffer events, String more) {
    OutputItem open = item;
    if (open == null) {
      return;
    }
    open.add(more);
    String name = "response." + deltas(open.kind()) + ".delta";
    String where =
        switch (open.kind()) {
          case CALL -> "";
          case REASONING -> "\"content_index\":0,";
          case MESSAGE -> "\"content_index\":0,\"logprobs\":[],";
        };
    String json =
        "{%s\"delta\":%s,\"item_id\":\"%s\",\"output_index\":%d,\"sequence_number\":%d,\"type\":\"%s\"}"
            .formatted(where, Json.encode(more), open.id(), output.size(), sequence++, name);
    events.appendBuffer(sse.event(name, json));
  }

  private void close(Buffer events) {
    OutputItem closing = item;
    if (closing == null) {
      return;
    }
    item = null;
    ObjectNode done = JSON.objectNode();
    if (closing.kind() == Kind.CALL) {
      done.put("arguments", closing.text()).put("name", closing.function());
    } else {
      done.put("content_index", 0).put("text", closing.text());
      if (closing.kind() == Kind.MESSAGE) {
        done.putArray("logprobs");
      }
    }
    done.put("item_id", closing.id()).put("output_index", output.size());
    events.appendBuffer(event("response." + deltas(closing.kind()) + ".done", done));
    if (closing.kind() != Kind.CALL) {
      String part = closing.kind() == Kind.REASONING ? "reasoning_part" : "content_part";
      events.appendBuffer(event("response." + part + ".done", place(closing, closing.part())));
    }
    events.appendBuffer(event("response.output_item.done", added("completed", closing)));
    output.add(closing.json("completed"));
  }

  private static String deltas(Kind kind) {
    return switch (kind) {
      case REASONING -> "reasoning_text";
      case MESSAGE -> "output_text";
      case CALL -> "function_call_arguments";
    };
  }

  private ObjectNode added(String status, OutputItem of) {
    ObjectNode data = JSON.objectNode();
    data.set("item", of.json(status));
    return data.put("output_index", output.size());
  }

  private ObjectNode place(OutputItem of, ObjectNode part) {
    ObjectNode data = JSON.objectNode().put("content_index", 0).put("item_id", of.id());
    data.put("output_index", output.size());
    return data.set("part", part);
  }

  private Buffer event(String name, ObjectNode data) {
    return sse.event(name, data.put("sequence_number", sequence++).put("type", name));
  }
}
