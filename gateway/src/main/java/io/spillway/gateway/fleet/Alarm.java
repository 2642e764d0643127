package io.spillway.gateway.fleet;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Keeps the earliest wished wake-up armed. A ring cannot be taken back: one that an earlier ring
 * has made needless is not heard, so that rings do not multiply.
 */
final class Alarm {
  /** A ring may be this much early: timers count whole milliseconds. */
  private static final long EARLY_NANOS_MAX = 2_000_000L;

  private static final long NEVER = Long.MAX_VALUE;

  private final LongConsumer arm;
  private final AtomicLong armedAt = new AtomicLong(NEVER);

  /**
   * An alarm that is not armed.
   *
   * @param arm arranges a ring after so many nanoseconds
   */
  Alarm(LongConsumer arm) {
    this.arm = arm;
  }

  /** Asks for a ring at {@code atNanos}; {@code Long.MAX_VALUE}: never. */
  void at(long atNanos, long nowNanos) {
    if (atNanos == NEVER) {
      return;
    }
    long armed = armedAt.get();
    while (armed == NEVER || atNanos - armed < 0) {
      if (armedAt.compareAndSet(armed, atNanos)) {
        arm.accept(Math.max(0, atNanos - nowNanos));
        return;
      }
      armed = armedAt.get();
    }
  }

  /** Notes that it rang; false when this is not the ring that is awaited. */
  boolean rang(long nowNanos) {
    long armed = armedAt.get();
    return armed != NEVER
        && armed - nowNanos <= EARLY_NANOS_MAX
        && armedAt.compareAndSet(armed, NEVER);
  }
}
