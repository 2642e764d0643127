package io.spillway.loadtest.bench.wire;

import static io.spillway.loadtest.bench.wire.HeadText.ascii;

/**
 * What a request's body asks of a bench engine, in its field {@code bench}: events, microseconds
 * between them, and microseconds to the first. A body without it, such as a warm-up prompt, gets a
 * short answer at once.
 *
 * @param usage whether a stream's usage is asked for
 */
record Asked(boolean stream, boolean usage, int events, long intervalNanos, long firstNanos) {
  /** How far into a body one must look. */
  static final int LOOK_BYTES = 512;

  static final int EVENTS_DIGITS = 8;

  /** How the field begins. */
  static final String FIELD = "\"bench\":\"";

  private static final byte[] BENCH = ascii(FIELD);
  private static final byte[] STREAM = ascii("\"stream\":true");
  private static final byte[] USAGE = ascii("\"include_usage\":true");
  private static final int WARMUP_EVENTS = 4;
  private static final long MICRO = 1000;

  /** The field, as a client writes it; its first number has {@link #EVENTS_DIGITS} digits. */
  static String field(int events, long intervalMicros, long firstMicros) {
    return "\"bench\":\"%08d %d %d\"".formatted(events, intervalMicros, firstMicros);
  }

  /** Reads the first bytes of a body. */
  static Asked read(byte[] body, int length) {
    boolean stream = HeadText.find(body, length, STREAM) >= 0;
    boolean usage = HeadText.find(body, length, USAGE) >= 0;
    int at = HeadText.find(body, length, BENCH);
    if (at < 0) {
      return new Asked(stream, usage, WARMUP_EVENTS, MICRO, 0);
    }
    long[] numbers = new long[3];
    int which = 0;
    for (int i = at + BENCH.length; i < length && body[i] != '"'; i++) {
      if (body[i] == ' ') {
        which++;
      } else if (which < numbers.length) {
        numbers[which] = numbers[which] * 10 + body[i] - '0';
      }
    }
    return new Asked(
        stream, usage, Math.max(1, (int) numbers[0]), numbers[1] * MICRO, numbers[2] * MICRO);
  }
}
