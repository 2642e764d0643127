package io.spillway.router;

/**
 * Bounds retries to a share of the requests of the last seconds, so that a failing fleet is not
 * also flooded: 10 % over 10 s, at least 3 (after Finagle's retry budgets).
 *
 * <p>A plain single-threaded object, like the pool that has one.
 */
public final class RetryBudget {
  private static final int SECONDS = 10;
  private static final double SHARE = 0.1;
  private static final int FLOOR = 3;
  private static final long SECOND = 1_000_000_000L;

  private final int[] requests = new int[SECONDS];
  private final int[] retries = new int[SECONDS];
  private long second = Long.MIN_VALUE;

  /** A budget before its first request. */
  public RetryBudget() {}

  /** Counts a request; one that is tried again counts once. */
  public void request(long nowNanos) {
    advance(nowNanos);
    requests[index()]++;
  }

  /** Takes one retry, or says that none is left. */
  public boolean tryAcquire(long nowNanos) {
    advance(nowNanos);
    if (sum(retries) >= Math.max(FLOOR, (int) (SHARE * sum(requests)))) {
      return false;
    }
    retries[index()]++;
    return true;
  }

  private void advance(long nowNanos) {
    long now = Math.floorDiv(nowNanos, SECOND);
    if (second == Long.MIN_VALUE || now - second >= SECONDS) {
      java.util.Arrays.fill(requests, 0);
      java.util.Arrays.fill(retries, 0);
      second = now;
      return;
    }
    while (second < now) {
      second++;
      requests[index()] = 0;
      retries[index()] = 0;
    }
  }

  private int index() {
    return (int) Math.floorMod(second, (long) SECONDS);
  }

  private static int sum(int[] values) {
    int sum = 0;
    for (int value : values) {
      sum += value;
    }
    return sum;
  }
}
