package io.spillway.gateway.engine;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One name under which an engine writes a quantity.
 *
 * @param quantity what it says
 * @param name as it is scraped; a counter's is also accepted without its {@code _total}
 * @param older true for a name of older versions; where an engine shows both, the current counts
 * @param without a label that takes samples out, and the values that do; null when none does
 */
record Meter(Quantity quantity, String name, boolean older, @Nullable Except without) {
  private static final String TOTAL = "_total";

  /** Samples whose label has one of these values count as 0. */
  record Except(String label, Set<String> values) {}

  static Meter of(Quantity quantity, String name) {
    return new Meter(quantity, name, false, null);
  }

  /** The name of older versions. */
  static Meter older(Quantity quantity, String name) {
    return new Meter(quantity, name, true, null);
  }

  /** A request counter: one that was aborted or failed proves nothing about a pod's warmth. */
  static Meter answered(String name, boolean older) {
    return new Meter(
        Quantity.COMPLETIONS, name, older, new Except("finished_reason", Set.of("abort", "error")));
  }

  /** Whether it only grows: then each of its series counts something else. */
  boolean counter() {
    return name.endsWith(TOTAL);
  }

  boolean matches(MetricSample sample) {
    return sample.named(name)
        || (counter()
            && sample.nameLength() == name.length() - TOTAL.length()
            && name.startsWith(sample.name()));
  }

  double value(MetricSample sample) {
    if (without != null) {
      String value = sample.label(without.label);
      return value != null && without.values.contains(value) ? 0 : sample.value();
    }
    return sample.value();
  }
}
