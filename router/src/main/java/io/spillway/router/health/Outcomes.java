package io.spillway.router.health;

import java.util.Arrays;

/**
 * Counts successes and failures of pods over a sliding window, and each pod's failures in a row.
 *
 * <p>Seconds are columns of flat arrays; what a second brings is added to sums that its end takes
 * away again, so that counting costs the same however many pods there are. Only the turn of a
 * second touches every pod.
 */
final class Outcomes {
  private static final long SECOND = 1_000_000_000L;

  private final HealthConfig.Outlier config;
  private final int[][] good;
  private final int[][] bad;
  private int[] goodSum = new int[0];
  private int[] badSum = new int[0];
  private int[] run = new int[0];
  private long[] goodBeforeRun = new long[0];
  private long[] badBeforeRun = new long[0];
  private long poolGood;
  private long poolBad;
  private long everGood;
  private long everBad;
  private long second = Long.MIN_VALUE;

  Outcomes(HealthConfig.Outlier config) {
    this.config = config;
    this.good = new int[config.windowSeconds()][0];
    this.bad = new int[config.windowSeconds()][0];
  }

  /** Makes room for so many pods. */
  void grow(int pods) {
    for (int i = 0; i < good.length; i++) {
      good[i] = Arrays.copyOf(good[i], pods);
      bad[i] = Arrays.copyOf(bad[i], pods);
    }
    goodSum = Arrays.copyOf(goodSum, pods);
    badSum = Arrays.copyOf(badSum, pods);
    run = Arrays.copyOf(run, pods);
    goodBeforeRun = Arrays.copyOf(goodBeforeRun, pods);
    badBeforeRun = Arrays.copyOf(badBeforeRun, pods);
  }

  /** Counts a success; ends the pod's row of failures. */
  void succeeded(int pod, long nowNanos) {
    good[column(nowNanos)][pod]++;
    goodSum[pod]++;
    poolGood++;
    everGood++;
    run[pod] = 0;
  }

  /** Counts a failure. */
  void failed(int pod, long nowNanos) {
    int column = column(nowNanos);
    if (run[pod] == 0) {
      goodBeforeRun[pod] = everGood;
      badBeforeRun[pod] = everBad;
    }
    bad[column][pod]++;
    badSum[pod]++;
    poolBad++;
    everBad++;
    run[pod]++;
  }

  /** Forgets a pod's outcomes, also as what the others are compared with. */
  void clear(int pod) {
    poolGood -= goodSum[pod];
    poolBad -= badSum[pod];
    goodSum[pod] = 0;
    badSum[pod] = 0;
    run[pod] = 0;
    for (int i = 0; i < good.length; i++) {
      good[i][pod] = 0;
      bad[i][pod] = 0;
    }
  }

  /** True when a pod fails where the others do not. */
  boolean outlier(int pod, long nowNanos) {
    column(nowNanos);
    return failsInARow(pod) || failsOften(pod);
  }

  /** A row is compared with what the others met while it lasted. */
  private boolean failsInARow(int pod) {
    if (run[pod] < config.consecutiveFailures()) {
      return false;
    }
    long othersGood = everGood - goodBeforeRun[pod];
    long othersBad = everBad - badBeforeRun[pod] - run[pod];
    double expected = Evidence.expectedFailures(othersGood, othersBad);
    return Evidence.ofRun(run[pod], expected) >= Evidence.ENOUGH;
  }

  private boolean failsOften(int pod) {
    int outcomes = goodSum[pod] + badSum[pod];
    if (outcomes < config.outcomesMin() || share(goodSum[pod], outcomes) >= successShareMax(pod)) {
      return false;
    }
    double expected = Evidence.expectedFailures(poolGood - goodSum[pod], poolBad - badSum[pod]);
    return Evidence.ofShare(goodSum[pod], badSum[pod], expected) >= Evidence.ENOUGH;
  }

  /** An outlier's share of successes is below this. */
  private double successShareMax(int pod) {
    long othersGood = poolGood - goodSum[pod];
    long others = othersGood + poolBad - badSum[pod];
    return others < config.outcomesMin()
        ? 0
        : Math.min(config.successShareMin(), share(othersGood, others) - config.shareGapMin());
  }

  private static double share(long part, long whole) {
    return (double) part / whole;
  }

  /** The column of this second; those of seconds that left the window are empty again. */
  private int column(long nowNanos) {
    long now = Math.floorDiv(nowNanos, SECOND);
    if (now > second) {
      long first = Math.max(second == Long.MIN_VALUE ? now : second + 1, now - good.length + 1);
      for (long turned = first; turned <= now; turned++) {
        empty((int) Math.floorMod(turned, (long) good.length));
      }
      second = now;
    }
    return (int) Math.floorMod(second, (long) good.length);
  }

  private void empty(int column) {
    int[] oldGood = good[column];
    int[] oldBad = bad[column];
    for (int pod = 0; pod < goodSum.length; pod++) {
      goodSum[pod] -= oldGood[pod];
      badSum[pod] -= oldBad[pod];
      poolGood -= oldGood[pod];
      poolBad -= oldBad[pod];
    }
    Arrays.fill(oldGood, 0);
    Arrays.fill(oldBad, 0);
  }

  void assertValid() {
    long allGood = 0;
    long allBad = 0;
    for (int pod = 0; pod < goodSum.length; pod++) {
      int podGood = 0;
      int podBad = 0;
      for (int i = 0; i < good.length; i++) {
        podGood += good[i][pod];
        podBad += bad[i][pod];
      }
      check(podGood == goodSum[pod] && podBad == badSum[pod], "sums of pod " + pod);
      allGood += podGood;
      allBad += podBad;
    }
    check(allGood == poolGood && allBad == poolBad, "sums of the pool");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what + " do not agree");
    }
  }
}
