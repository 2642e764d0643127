package io.spillway.warmup;

import java.time.Duration;

/**
 * The share of a pod that has just begun to serve, as a function of time alone.
 *
 * <p>Envoy's slow start (its {@code slow_start_config} with aggression 1 and a least weight of 10
 * %), except that the line begins at the floor, so that every moment moves it. Only ratios between
 * pods count: a fleet that ramps together serves with equal shares from the first moment.
 */
final class RampUp {
  private static final double FLOOR = 0.1;
  private static final int TICKS = 20;
  private static final long TICK_MIN_NANOS = Duration.ofMillis(250).toNanos();

  private RampUp() {}

  /** The weight, in (0, 1], after a part of the whole. */
  static double weight(long elapsedNanos, long wholeNanos) {
    if (elapsedNanos >= wholeNanos) {
      return 1;
    }
    return FLOOR + (1 - FLOOR) * Math.max(0, elapsedNanos) / wholeNanos;
  }

  /** The time between two moments at which the weight is told. */
  static long tickNanos(long wholeNanos) {
    return Math.max(TICK_MIN_NANOS, wholeNanos / TICKS);
  }
}
