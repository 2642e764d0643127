package io.spillway.gateway.engine;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;

/** Reads a number of the Prometheus text format: decimal, scientific, {@code NaN}, {@code ±Inf}. */
final class DecimalText {
  private static final int LENGTH_MAX = 64;
  private static final int EXACT_DIGITS_MAX = 15;
  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private DecimalText() {}

  /** The number between the two places, or empty when there is none. */
  static OptionalDouble parse(byte[] text, int from, int to) {
    if (to - from < 1 || to - from > LENGTH_MAX) {
      return OptionalDouble.empty();
    }
    double plain = parsePlain(text, from, to);
    return plain >= 0 ? OptionalDouble.of(plain) : parseAny(text, from, to);
  }

  /**
   * Digits with at most one point, few enough to be exact, which is what nearly every value looks
   * like: both the digits and the power of ten are whole doubles, so one division rounds correctly.
   *
   * @return -1 when it looks different
   */
  private static double parsePlain(byte[] text, int from, int to) {
    long digits = 0;
    int count = 0;
    int decimals = -1;
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b == '.' && decimals < 0) {
        decimals = 0;
      } else if (b >= '0' && b <= '9' && count < EXACT_DIGITS_MAX) {
        digits = digits * 10 + (b - '0');
        count++;
        decimals += decimals >= 0 ? 1 : 0;
      } else {
        return -1;
      }
    }
    return count == 0 ? -1 : digits / POWERS_OF_TEN[Math.max(0, decimals)];
  }

  private static OptionalDouble parseAny(byte[] text, int from, int to) {
    String word = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "nan" -> OptionalDouble.of(Double.NaN);
      case "inf", "+inf", "infinity", "+infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      default -> decimal(word);
    };
  }

  private static OptionalDouble decimal(String word) {
    // Java's own parser also takes "1d", "0x1p3" and blanks.
    if (!word.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(word));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
