package io.spillway.loadtest.trace;

import java.time.Duration;

/**
 * What a workload should be.
 *
 * @param rate requests per second over time
 * @param length no request is planned after it
 * @param requestsMax no more requests than that
 * @param gapScale factor on the recorded gaps between turns; 0 for single questions only
 * @param seed of everything that is drawn
 */
public record WorkloadSpec(
    RateProfile rate, Duration length, int requestsMax, double gapScale, long seed) {
  /** Checks the bounds. */
  public WorkloadSpec {
    require(length.isPositive(), "length", length, "> 0");
    require(requestsMax > 0, "requestsMax", requestsMax, "> 0");
    require(gapScale >= 0 && Double.isFinite(gapScale), "gapScale", gapScale, ">= 0");
  }

  /** Whether conversations have more than one turn. */
  public boolean conversations() {
    return gapScale > 0;
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, value, rule));
    }
  }
}
