package io.spillway.loadtest.bench.wire;

/** A moment written into an event: a mark and 16 hexadecimal digits, of {@link System#nanoTime}. */
final class Stamp {
  /** The byte before the digits; it stands nowhere else in an answer. */
  static final byte MARK = '@';

  static final int DIGITS = 16;
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private Stamp() {}

  /** Writes the digits. */
  static void write(byte[] into, int at, long nanos) {
    for (int i = 0; i < DIGITS; i++) {
      into[at + i] = HEX[(int) (nanos >>> (60 - 4 * i)) & 15];
    }
  }

  /** The value of a digit; -1 for what is none. */
  static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
  }
}
