package io.spillway.loadtest.bench;

import java.util.Collection;

/** The middle of several values. */
final class Median {
  private Median() {}

  /** The middle value, or the mean of the two; values that are no number do not count. */
  static double of(Collection<Double> values) {
    double[] sorted =
        values.stream()
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
