package io.spillway.loadtest.load;

import java.util.Arrays;

/**
 * How values are spread, by the nearest rank; all 0 when there are none.
 *
 * @param count of the values
 * @param p50 the median
 * @param p90 not exceeded by 90 % of them
 * @param p95 not exceeded by 95 % of them
 * @param p99 not exceeded by 99 % of them
 * @param max the largest
 */
public record Quantiles(int count, double p50, double p90, double p95, double p99, double max) {
  /** The spread of some values, in any order. */
  public static Quantiles of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Quantiles(
        sorted.length,
        at(sorted, 0.5),
        at(sorted, 0.9),
        at(sorted, 0.95),
        at(sorted, 0.99),
        at(sorted, 1));
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
