package io.spillway.gateway.fleet;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Keeps the earliest wished wake-up armed. One that rings early does no harm. */
final class Alarm {
  private final LongConsumer arm;
  private final AtomicLong armedAt = new AtomicLong(Long.MAX_VALUE);

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
    if (atNanos == Long.MAX_VALUE) {
      return;
    }
    long armed = armedAt.get();
    while (armed == Long.MAX_VALUE || atNanos - armed < 0) {
      if (armedAt.compareAndSet(armed, atNanos)) {
        arm.accept(Math.max(0, atNanos - nowNanos));
        return;
      }
      armed = armedAt.get();
    }
  }

  /** Notes that it rang. */
  void rang() {
    armedAt.set(Long.MAX_VALUE);
  }
}
