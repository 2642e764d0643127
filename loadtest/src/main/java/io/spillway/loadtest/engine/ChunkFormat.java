package io.spillway.loadtest.engine;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * The events of one stream, byte for byte as vLLM writes them. What all events of a stream share is
 * put together once.
 */
final class ChunkFormat {
  /** The event after the last one. */
  static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

  private static final String CHAT_TAIL =
      "\"},\"logprobs\":null,\"finish_reason\":null,\"token_ids\":null}]}\n\n";
  private static final String COMPLETION_TAIL =
      "\",\"logprobs\":null,\"finish_reason\":null,\"stop_reason\":null,\"token_ids\":null}]}\n\n";

  private final boolean chat;
  private final String envelope;
  private final byte[][] heads;
  private final byte[] tail;

  ChunkFormat(GenerationRequest request, String model, long createdSeconds) {
    chat = request.chat();
    envelope =
        "data: {\"id\":%s,\"object\":\"%s\",\"created\":%d,\"model\":%s,\"choices\":["
            .formatted(
                Json.encode(request.id()),
                chat ? "chat.completion.chunk" : "text_completion",
                createdSeconds,
                Json.encode(model));
    heads = new byte[request.choices()][];
    for (int choice = 0; choice < heads.length; choice++) {
      String opening = chat ? ",\"delta\":{\"content\":\"" : ",\"text\":\"";
      heads[choice] = bytes(envelope + "{\"index\":" + choice + opening);
    }
    tail = bytes(chat ? CHAT_TAIL : COMPLETION_TAIL);
  }

  /** The role of a choice; nothing for completions. */
  Buffer role(int choice) {
    if (!chat) {
      return Buffer.buffer();
    }
    return Buffer.buffer(
        envelope
            + "{\"index\":"
            + choice
            + ",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,"
            + "\"finish_reason\":null}],\"prompt_token_ids\":null,\"prompt_text\":null}\n\n");
  }

  /** The tokens of a choice from one to before another, in one event. */
  Buffer tokens(TokenText text, int choice, int from, int to) {
    byte[] head = heads[choice];
    var event = Buffer.buffer(head.length + tail.length + 16 * (to - from)).appendBytes(head);
    for (int index = from; index < to; index++) {
      event.appendBytes(text.of(choice, index));
    }
    return event.appendBytes(tail);
  }

  /** The end of a choice. */
  Buffer finish(int choice, String reason) {
    return Buffer.buffer(
        envelope
            + "{\"index\":"
            + choice
            + (chat ? ",\"delta\":{\"content\":\"\"}" : ",\"text\":\"\"")
            + ",\"logprobs\":null,\"finish_reason\":\""
            + reason
            + "\",\"stop_reason\":null,\"token_ids\":null}]}\n\n");
  }

  /** What was used, without a choice. */
  Buffer usage(Usage usage) {
    return Buffer.buffer(envelope + "],\"usage\":" + usage.json(false) + "}\n\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
