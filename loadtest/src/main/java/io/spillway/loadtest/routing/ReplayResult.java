package io.spillway.loadtest.routing;

import java.util.Arrays;

/**
 * What one run came to.
 *
 * @param hitRatio prompt tokens that the engines found in their caches, of all prompt tokens
 * @param firstTokenNanos from arrival to first token, by request
 * @param ends how often each request ended
 * @param preemptions sequences that an engine put back for want of cache
 */
@SuppressWarnings("ArrayRecordComponent") // handed over by the run, never compared
record ReplayResult(double hitRatio, long[] firstTokenNanos, int[] ends, long preemptions) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Mean time to the first token, in seconds. */
  double meanSeconds() {
    return Arrays.stream(firstTokenNanos).average().orElse(0) / NANOS_PER_SECOND;
  }

  /** The time within which a share of the requests had their first token, in seconds. */
  double quantileSeconds(double share) {
    long[] sorted = firstTokenNanos.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / NANOS_PER_SECOND;
  }
}
