package io.spillway.router.health;

import java.time.Duration;

/**
 * When pods are ejected or paused, and for how long.
 *
 * @param outlier what makes a pod an outlier
 * @param ejection what happens to outliers
 * @param pause what happens to pods that say that they are full
 */
public record HealthConfig(Outlier outlier, Ejection ejection, Pause pause) {
  /** What is used where nothing else is said. */
  public static final HealthConfig DEFAULTS =
      new HealthConfig(Outlier.DEFAULTS, Ejection.DEFAULTS, Pause.DEFAULTS);

  /**
   * What makes a pod an outlier.
   *
   * @param consecutiveFailures failures in a row that make a pod suspicious
   * @param outcomesMin outcomes in the window before its share of successes counts
   * @param successShareMin a share of successes that is good enough whatever the others have
   * @param shareGapMin how far below the others' share an outlier's is
   * @param window how far back outcomes count; whole seconds
   */
  public record Outlier(
      int consecutiveFailures,
      int outcomesMin,
      double successShareMin,
      double shareGapMin,
      Duration window) {
    /** What is used where nothing else is said. */
    public static final Outlier DEFAULTS = new Outlier(5, 5, 0.8, 0.15, Duration.ofSeconds(10));

    /** Checks its values. */
    public Outlier {
      require(consecutiveFailures > 0, "consecutiveFailures", consecutiveFailures, "> 0");
      require(outcomesMin > 0, "outcomesMin", outcomesMin, "> 0");
      require(share(successShareMin), "successShareMin", successShareMin, "0 to 1");
      require(share(shareGapMin), "shareGapMin", shareGapMin, "0 to 1");
      require(
          window.toSeconds() > 0
              && window.toSeconds() <= 300
              && window.equals(Duration.ofSeconds(window.toSeconds())),
          "window",
          window,
          "whole seconds, 1s to 300s");
    }

    int windowSeconds() {
      return (int) window.toSeconds();
    }
  }

  /**
   * What happens to outliers.
   *
   * @param base how long the first ejection lasts; each one after it twice as long
   * @param max how long an ejection lasts at most
   * @param shareMax share of the admitting pods that may be ejected at once, rounded down; all of
   *     them never are
   * @param trialSuccesses requests that must succeed on trial before a pod is back
   * @param trialMax how long a trial that is undecided keeps others away, after a pause, too
   * @param forgiveAfter how long a pod must have been back before its ejections are forgotten
   */
  public record Ejection(
      Duration base,
      Duration max,
      double shareMax,
      int trialSuccesses,
      Duration trialMax,
      Duration forgiveAfter) {
    /** What is used where nothing else is said. */
    public static final Ejection DEFAULTS =
        new Ejection(
            Duration.ofSeconds(10),
            Duration.ofSeconds(300),
            0.5,
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(300));

    /** Checks its values. */
    public Ejection {
      require(positive(base), "base", base, "> 0s");
      require(max.compareTo(base) >= 0, "max", max, ">= base");
      require(share(shareMax), "shareMax", shareMax, "0 to 1");
      require(trialSuccesses > 0, "trialSuccesses", trialSuccesses, "> 0");
      require(positive(trialMax), "trialMax", trialMax, "> 0s");
      require(!forgiveAfter.isNegative(), "forgiveAfter", forgiveAfter, ">= 0s");
    }

    /** How many of so many admitting pods may be ejected. */
    int podsMax(int admitting) {
      return Math.max(0, Math.min((int) (shareMax * admitting), admitting - 1));
    }

    /** How long the ejection with this number, counted from 1, lasts. */
    long nanos(int number) {
      return doubled(base, number, max);
    }
  }

  /**
   * What happens to pods that say that they are full.
   *
   * @param base the first pause where the pod did not say how long; each one in a row twice as long
   * @param max how long such a pause is at most
   * @param askedMax how long a pause that the pod asked for is at most
   */
  public record Pause(Duration base, Duration max, Duration askedMax) {
    /** What is used where nothing else is said. */
    public static final Pause DEFAULTS =
        new Pause(Duration.ofMillis(250), Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** Checks its values. */
    public Pause {
      require(positive(base), "base", base, "> 0s");
      require(max.compareTo(base) >= 0, "max", max, ">= base");
      require(positive(askedMax), "askedMax", askedMax, "> 0s");
    }

    /**
     * How long the pause after so many refusals in a row is.
     *
     * @param askedSeconds what the pod asked for; 0 when it did not say
     */
    long nanos(int refusals, int askedSeconds) {
      return askedSeconds > 0
          ? Math.min(Duration.ofSeconds(askedSeconds).toNanos(), askedMax.toNanos())
          : doubled(base, refusals, max);
    }
  }

  private static long doubled(Duration base, int number, Duration max) {
    long nanos = base.toNanos();
    for (int i = 1; i < number && nanos < max.toNanos(); i++) {
      nanos *= 2;
    }
    return Math.min(nanos, max.toNanos());
  }

  private static boolean positive(Duration value) {
    return !value.isNegative() && !value.isZero();
  }

  private static boolean share(double value) {
    return value >= 0 && value <= 1;
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
