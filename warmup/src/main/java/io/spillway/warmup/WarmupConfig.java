package io.spillway.warmup;

import java.time.Duration;

/**
 * What a pod must prove before it serves, and how it is watched and eased in.
 *
 * @param prompts completions in a row it must answer; at least 1
 * @param firstTokenWithin the bound on the first token of the last of them
 * @param rampUp time from its first request to its full share; zero: at once
 * @param probeEvery pause between two health probes, and after a completion that failed
 * @param probeTimeout time a health probe may take
 * @param healthyAfter health probes in a row that must succeed before it is warmed
 * @param unhealthyAfter health probes in a row that must fail before a serving pod is taken out;
 *     also the failed completions that end a warm-up
 * @param promptTimeout time one completion may take
 * @param backoffFirst pause after the first failed warm-up; doubles with each one that follows
 * @param backoffMax the longest such pause
 */
public record WarmupConfig(
    int prompts,
    Duration firstTokenWithin,
    Duration rampUp,
    Duration probeEvery,
    Duration probeTimeout,
    int healthyAfter,
    int unhealthyAfter,
    Duration promptTimeout,
    Duration backoffFirst,
    Duration backoffMax) {
  /** No wait is longer, so that moments in nanoseconds never overflow. */
  private static final Duration LONGEST = Duration.ofDays(365);

  public static final WarmupConfig DEFAULTS =
      new WarmupConfig(
          5,
          Duration.ofSeconds(3),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          2,
          3,
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));

  public WarmupConfig {
    requireCount("prompts", prompts);
    requirePositive("firstTokenWithin", firstTokenWithin);
    require(
        !rampUp.isNegative() && rampUp.compareTo(LONGEST) <= 0, "rampUp", rampUp, "0 to 365 days");
    requirePositive("probeEvery", probeEvery);
    requirePositive("probeTimeout", probeTimeout);
    requireCount("healthyAfter", healthyAfter);
    requireCount("unhealthyAfter", unhealthyAfter);
    requirePositive("promptTimeout", promptTimeout);
    requirePositive("backoffFirst", backoffFirst);
    requirePositive("backoffMax", backoffMax);
    require(
        backoffMax.compareTo(backoffFirst) >= 0,
        "backoffMax",
        backoffMax,
        "at least backoffFirst, " + backoffFirst);
  }

  /** The same with what a user configures; the rest stays. */
  public WarmupConfig with(int newPrompts, Duration newFirstTokenWithin, Duration newRampUp) {
    return new WarmupConfig(
        newPrompts,
        newFirstTokenWithin,
        newRampUp,
        probeEvery,
        probeTimeout,
        healthyAfter,
        unhealthyAfter,
        promptTimeout,
        backoffFirst,
        backoffMax);
  }

  /** The same with another bound on health probes, as some engines need longer than others. */
  public WarmupConfig withProbeTimeout(Duration newProbeTimeout) {
    return new WarmupConfig(
        prompts,
        firstTokenWithin,
        rampUp,
        probeEvery,
        newProbeTimeout,
        healthyAfter,
        unhealthyAfter,
        promptTimeout,
        backoffFirst,
        backoffMax);
  }

  /** The pause between a health probe that passed and the one that confirms it. */
  long confirmNanos() {
    return probeEvery.toNanos() / 4;
  }

  /** The pause after so many failed warm-ups in a row. */
  long backoffNanos(int failures) {
    long max = backoffMax.toNanos();
    long pause = backoffFirst.toNanos();
    for (int i = 1; i < failures && pause < max; i++) {
      pause *= 2;
    }
    return Math.min(pause, max);
  }

  private static void requireCount(String name, int value) {
    require(value >= 1 && value <= 1000, name, value, "1 to 1000");
  }

  private static void requirePositive(String name, Duration value) {
    require(
        value.isPositive() && value.compareTo(LONGEST) <= 0,
        name,
        value,
        "above 0, at most 365 days");
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
    }
  }
}
