package io.spillway.loadtest.bench;

import java.util.Locale;

/** Numbers as the tables write them; a dash for what is not known. */
final class Figures {
  private static final String NONE = "-";
  private static final double MILLI = 1e6;
  private static final double KIB = 1024;

  private Figures() {}

  static String micros(double micros) {
    return number("%.1f", micros);
  }

  /** Nanoseconds, written in milliseconds. */
  static String millis(double nanos) {
    return number("%.2f", nanos / MILLI);
  }

  static String ratio(double value, double to) {
    return number("%.2f", value / to);
  }

  static String percent(double share) {
    return number("%.0f %%", 100 * share);
  }

  /** Bytes, written in KiB. */
  static String kib(double bytes) {
    return number("%.1f", bytes / KIB);
  }

  /** Bytes, written in MiB. */
  static String mib(double bytes) {
    return number("%.1f", bytes / KIB / KIB);
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : NONE;
  }
}
