package io.spillway.loadtest.engine;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The events of chat and completions. What all events of a stream share is put together once. */
final class ChunkFormat implements StreamFormat {
  private static final int BYTES_PER_TOKEN = 16;
  private static final String OPEN = ",\"finish_reason\":null";

  private final GenerationRequest request;
  private final Wire wire;
  private final boolean chat;
  private final String field;
  private final String envelope;
  private final byte[][] heads;
  private final byte[][] thoughts;
  private final byte[] tail;
  private final byte[] end;

  ChunkFormat(GenerationRequest request, Wire wire, boolean chat, long createdSeconds) {
    this.request = request;
    this.wire = wire;
    this.chat = chat;
    field = wire.dataField();
    envelope =
        field
            + "{\"id\":%s,\"object\":\"%s\",\"created\":%d,\"model\":%s,\"choices\":["
                .formatted(
                    Json.encode(request.id()),
                    chat ? "chat.completion.chunk" : "text_completion",
                    createdSeconds,
                    Json.encode(request.model()));
    boolean calls = request.call().isPresent();
    String content =
        calls
            ? ",\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\""
            : chat ? ",\"delta\":{\"content\":\"" : ",\"text\":\"";
    heads = heads(content);
    thoughts = heads(",\"delta\":{\"" + wire.text(Trait.REASONING) + "\":\"");
    String close = chat ? calls ? "\"}}]}" : "\"}" : "\"";
    String more = chat ? "" : ",\"stop_reason\":null";
    tail = bytes(close + ",\"logprobs\":null" + OPEN + more + ",\"token_ids\":null}]");
    end = bytes((wire.is(Trait.NULL_ERROR, "yes") ? ",\"error\":null" : "") + "}\n\n");
  }

  @Override
  public Buffer done(Usage usage) {
    return Buffer.buffer(field + "[DONE]\n\n");
  }

  @Override
  public @Nullable Buffer error(EngineError error) {
    String shape = wire.text(Trait.EVENT_ERRORS);
    return shape.equals("torn")
        ? null
        : Buffer.buffer(field + error.event(ErrorShape.named(shape)) + "\n\n");
  }

  @Override
  public boolean doneAfterError() {
    return !wire.is(Trait.EVENT_ERRORS, "llamacpp");
  }

  /** The role of each choice and, if it calls a tool, the tool; nothing for completions. */
  @Override
  public Buffer opening() {
    var opening = Buffer.buffer();
    for (int choice = 0; chat && choice < request.choices(); choice++) {
      opening
          .appendString(envelope + "{\"index\":" + choice)
          .appendString(",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null")
          .appendString(OPEN + "}],\"prompt_token_ids\":null,\"prompt_text\":null")
          .appendBytes(end);
      if (request.call().isPresent()) {
        call(opening, choice, request.call().get());
      }
    }
    return opening;
  }

  private void call(Buffer events, int choice, ToolCall call) {
    String first =
        ",\"delta\":{\"tool_calls\":[{\"id\":\"%s\",\"type\":\"function\",\"index\":0,\"function\":{\"name\":%s,\"arguments\":\"\"}}]}"
            .formatted(ChatDialect.callId(request, choice), Json.encode(call.name()));
    events.appendString(envelope + "{\"index\":" + choice + first + ",\"logprobs\":null" + OPEN);
    events.appendString("}]").appendBytes(end);
    events.appendBytes(heads[choice]).appendString(escaped(call.opening()));
    close(events, tail, null);
  }

  /** In one event, or two where the thoughts of a choice end. */
  @Override
  public Buffer tokens(TokenText text, Span span, @Nullable Usage usage) {
    int turn = Math.clamp(request.output().thoughts(), span.from(), span.to());
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

  @Override
  public Buffer finish(int choice, String reason, Usage usage) {
    var events = Buffer.buffer();
    if (request.call().isPresent() && !reason.equals("abort")) {
      events.appendBytes(heads[choice]).appendString(escaped(request.call().get().closing()));
      close(events, tail, null);
    }
    return events
        .appendString(envelope + "{\"index\":" + choice)
        .appendString(chat ? ",\"delta\":{\"content\":\"\"}" : ",\"text\":\"\"")
        .appendString(",\"logprobs\":null,\"finish_reason\":\"")
        .appendString(ChatDialect.reason(request, reason))
        .appendString("\",\"stop_reason\":null,\"token_ids\":null}]")
        .appendBytes(end);
  }

  /** What was used, in an event without a choice, if it was asked for. */
  @Override
  public Buffer usage(Usage usage) {
    return request.manner().usageEvent()
        ? Buffer.buffer(envelope + "],\"usage\":" + usage.json(false)).appendBytes(end)
        : Buffer.buffer();
  }

  private static String escaped(String json) {
    return json.replace("\"", "\\\"");
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
