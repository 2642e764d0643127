package io.spillway.loadtest.engine;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The events of one stream, byte for byte as engines write them. What all events of a stream share
 * is put together once.
 */
final class ChunkFormat {
  private static final int BYTES_PER_TOKEN = 16;
  private static final String OPEN = ",\"finish_reason\":null";

  private final GenerationRequest request;
  private final Wire wire;
  private final String field;
  private final String envelope;
  private final byte[][] heads;
  private final byte[][] thoughts;
  private final byte[] tail;
  private final byte[] end;
  private final int thoughtTokens;

  ChunkFormat(GenerationRequest request, Wire wire, long createdSeconds) {
    this.request = request;
    this.wire = wire;
    boolean chat = request.chat();
    field = wire.is(Trait.SPACE, "yes") ? "data: " : "data:";
    envelope =
        field
            + "{\"id\":%s,\"object\":\"%s\",\"created\":%d,\"model\":%s,\"choices\":["
                .formatted(
                    Json.encode(request.id()),
                    chat ? "chat.completion.chunk" : "text_completion",
                    createdSeconds,
                    Json.encode(request.model()));
    String key = wire.text(Trait.REASONING);
    thoughtTokens = chat && !key.equals("none") ? request.output().tokens() / 2 : 0;
    String content =
        request.tool() == null
            ? chat ? ",\"delta\":{\"content\":\"" : ",\"text\":\""
            : ",\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"";
    heads = heads(content);
    thoughts = heads(",\"delta\":{\"" + key + "\":\"");
    String close = chat ? request.tool() == null ? "\"}" : "\"}}]}" : "\"";
    String more = chat ? "" : ",\"stop_reason\":null";
    tail = bytes(close + ",\"logprobs\":null" + OPEN + more + ",\"token_ids\":null}]");
    end = bytes((wire.is(Trait.NULL_ERROR, "yes") ? ",\"error\":null" : "") + "}\n\n");
  }

  /** The event after the last one. */
  Buffer done() {
    return Buffer.buffer(field + "[DONE]\n\n");
  }

  /** An error in the stream; null when the engine rather breaks the connection. */
  @Nullable Buffer error(EngineError error) {
    String shape = wire.text(Trait.EVENT_ERRORS);
    return shape.equals("torn")
        ? null
        : Buffer.buffer(field + error.event(ErrorShape.named(shape)) + "\n\n");
  }

  /** Whether the end mark follows an error. */
  boolean doneAfterError() {
    return !wire.is(Trait.EVENT_ERRORS, "llamacpp");
  }

  /** The role of a choice and, if it calls a tool, the tool; nothing for completions. */
  Buffer role(int choice) {
    if (!request.chat()) {
      return Buffer.buffer();
    }
    var role =
        Buffer.buffer(envelope)
            .appendString("{\"index\":" + choice)
            .appendString(",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null")
            .appendString(OPEN + "}],\"prompt_token_ids\":null,\"prompt_text\":null")
            .appendBytes(end);
    if (request.tool() == null) {
      return role;
    }
    String call =
        ",\"delta\":{\"tool_calls\":[{\"id\":\"chatcmpl-tool-%d\",\"type\":\"function\",\"index\":0,\"function\":{\"name\":%s,\"arguments\":\"{\\\"text\\\": \\\"\"}}]}"
            .formatted(choice, Json.encode(request.tool()));
    return role.appendString(envelope + "{\"index\":" + choice + call + ",\"logprobs\":null" + OPEN)
        .appendString("}]")
        .appendBytes(end);
  }

  /**
   * The tokens of a choice from one to before another: in one event, or two where its thoughts end.
   *
   * @param usage what was used so far, if each event says it
   */
  Buffer tokens(TokenText text, Span span, @Nullable Usage usage) {
    int turn = Math.clamp(thoughtTokens, span.from(), span.to());
    int head = heads[span.choice()].length;
    int size = head + tail.length + end.length + BYTES_PER_TOKEN * (span.to() - span.from());
    var events = Buffer.buffer(size);
    if (turn > span.from()) {
      byte[] close = bytes("\"},\"logprobs\":null" + OPEN + ",\"token_ids\":null}]");
      write(events, thoughts[span.choice()], text, new Span(span.choice(), span.from(), turn));
      close(events, close, usage);
    }
    if (turn < span.to()) {
      write(events, heads[span.choice()], text, new Span(span.choice(), turn, span.to()));
      close(events, tail, usage);
    }
    return events;
  }

  /** Tokens of a choice, from one to before another. */
  record Span(int choice, int from, int to) {}

  /** The end of a choice. */
  Buffer finish(int choice, String reason) {
    var events = Buffer.buffer();
    boolean call = request.tool() != null && !reason.equals("abort");
    if (call) {
      events.appendBytes(heads[choice]).appendString("\\\"}");
      close(events, tail, null);
    }
    return events
        .appendString(envelope + "{\"index\":" + choice)
        .appendString(request.chat() ? ",\"delta\":{\"content\":\"\"}" : ",\"text\":\"\"")
        .appendString(",\"logprobs\":null,\"finish_reason\":\"")
        .appendString(call ? "tool_calls" : reason)
        .appendString("\",\"stop_reason\":null,\"token_ids\":null}]")
        .appendBytes(end);
  }

  /** What was used, without a choice. */
  Buffer usage(Usage usage) {
    return Buffer.buffer(envelope + "],\"usage\":" + usage.json(false)).appendBytes(end);
  }

  private static void write(Buffer events, byte[] head, TokenText text, Span span) {
    events.appendBytes(head);
    for (int index = span.from(); index < span.to(); index++) {
      events.appendBytes(text.of(span.choice(), index));
    }
  }

  private void close(Buffer events, byte[] choiceEnd, @Nullable Usage usage) {
    events.appendBytes(choiceEnd);
    if (usage != null) {
      events.appendString(",\"usage\":" + usage.json(false));
    }
    events.appendBytes(end);
  }

  private byte[][] heads(String opening) {
    var all = new byte[request.choices()][];
    for (int choice = 0; choice < all.length; choice++) {
      all[choice] = bytes(envelope + "{\"index\":" + choice + opening);
    }
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
