package io.spillway.loadtest.bench.wire;

import io.netty.buffer.ByteBuf;
import java.util.function.LongConsumer;

/** Finds the stamps in an answer's bytes, however they are cut into pieces. */
final class StampFinder {
  private long value;
  private int digits = -1;

  /** Forgets a stamp that began and did not end. */
  void reset() {
    digits = -1;
  }

  /** Tells each stamp that ends within the given bytes. */
  void scan(ByteBuf in, int from, int to, LongConsumer found) {
    int at = from;
    while (at < to) {
      if (digits < 0) {
        int mark = in.indexOf(at, to, Stamp.MARK);
        if (mark < 0) {
          return;
        }
        digits = 0;
        value = 0;
        at = mark + 1;
      } else {
        at = read(in, at, to, found);
      }
    }
  }

  private int read(ByteBuf in, int from, int to, LongConsumer found) {
    int at = from;
    while (at < to) {
      int digit = Stamp.digit(in.getByte(at));
      if (digit < 0) {
        digits = -1;
        return at;
      }
      value = value << 4 | digit;
      at++;
      if (++digits == Stamp.DIGITS) {
        digits = -1;
        found.accept(value);
        return at;
      }
    }
    return at;
  }
}
