package io.spillway.loadtest.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities as people write them, spelled as in the configuration file. */
public final class Quantities {
  private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,12})([A-Za-z]+)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private Quantities() {}

  /** A length of time such as {@code 150ms}, {@code 2s} or {@code 5m}; empty if it is none. */
  public static Optional<Duration> duration(String text) {
    OptionalLong millis = quantity(text, MILLIS);
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  static Optional<Long> bytes(String text) {
    OptionalLong bytes = quantity(text, BYTES);
    return bytes.isPresent() ? Optional.of(bytes.getAsLong()) : Optional.empty();
  }

  private static OptionalLong quantity(String text, Map<String, Long> units) {
    Matcher parts = QUANTITY.matcher(text);
    if (!parts.matches()) {
      return OptionalLong.empty();
    }
    Long unit = units.get(parts.group(2));
    long number = Long.parseLong(parts.group(1));
    return unit == null || number > Long.MAX_VALUE / unit
        ? OptionalLong.empty()
        : OptionalLong.of(number * unit);
  }
}
