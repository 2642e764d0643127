package io.spillway.loadtest.bench.wire;

import static io.spillway.loadtest.bench.wire.HeadText.ascii;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The requests of one load: the same bytes but for a number in the user's message, so that each
 * conversation is another, and the number of events asked for.
 */
final class RequestBytes {
  private static final int DIGITS = Asked.EVENTS_DIGITS;
  private static final String FILLER = "How many roads must a man walk down before he sits? ";

  private final byte[] bytes;
  private final int numberAt;
  private final int eventsAt;

  private RequestBytes(byte[] bytes, int numberAt, int eventsAt) {
    this.bytes = bytes;
    this.numberAt = numberAt;
    this.eventsAt = eventsAt;
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
    int eventsAt = before.indexOf(Asked.FIELD) + Asked.FIELD.length();
    return new RequestBytes(
        ascii(head + body), head.length() + before.length(), head.length() + eventsAt);
  }

  /**
   * The next request.
   *
   * @param number makes its conversation another
   * @param events content events the answer shall have
   */
  ByteBuf next(ByteBufAllocator allocator, long number, int events) {
    write(numberAt, number);
    write(eventsAt, events);
    return allocator.buffer(bytes.length).writeBytes(bytes);
  }

  private void write(int at, long number) {
    long rest = number;
    for (int i = at + DIGITS - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
