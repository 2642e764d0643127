package io.spillway.loadtest.bench.wire;

import static io.spillway.loadtest.bench.wire.HeadText.ascii;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The requests of one load: the same bytes but for a number in the user's message, so that each
 * conversation is another.
 */
final class RequestBytes {
  private static final int DIGITS = 8;
  private static final String FILLER = "How many roads must a man walk down before he sits? ";

  private final byte[] bytes;
  private final int numberAt;

  private RequestBytes(byte[] bytes, int numberAt) {
    this.bytes = bytes;
    this.numberAt = numberAt;
  }

  /** The requests of a load. */
  static RequestBytes of(Load load) {
    String bench =
        switch (load) {
          case Load.Closed _, Load.Open _ -> "\"stream\":false," + Asked.field(1, 0, 0);
          case Load.Streams streams ->
              "\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                  + Asked.field(
                      streams.events(),
                      streams.interval().toNanos() / 1000,
                      streams.firstToken().toNanos() / 1000);
        };
    int words = Math.max(0, load.promptBytes() - DIGITS - 1);
    String filler = FILLER.repeat(words / FILLER.length() + 1).substring(0, words);
    String before =
        "{\"model\":\""
            + BenchEngine.MODEL
            + "\","
            + bench
            + ",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"";
    String body = before + "0".repeat(DIGITS) + " " + filler + "\"}]}";
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n"
            + "content-type: application/json\r\nauthorization: Bearer sk-bench\r\n"
            + "accept: application/json\r\nuser-agent: bench\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n";
    return new RequestBytes(ascii(head + body), head.length() + before.length());
  }

  /** The next request. */
  ByteBuf next(ByteBufAllocator allocator, long number) {
    long rest = number;
    for (int i = numberAt + DIGITS - 1; i >= numberAt; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return allocator.buffer(bytes.length).writeBytes(bytes);
  }
}
