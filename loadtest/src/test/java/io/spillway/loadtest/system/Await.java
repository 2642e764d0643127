package io.spillway.loadtest.system;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads and processes bring about, within a generous bound. */
final class Await {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private Await() {}

  /** Waits until a condition holds. */
  static void until(String what, BooleanSupplier condition) {
    until(() -> what, condition);
  }

  /**
   * Waits until a condition holds.
   *
   * @param what says what was waited for, should it never come
   */
  static void until(Supplier<String> what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never came: " + what.get());
      }
      pause(5);
    }
  }

  /** Waits for a future and hands out its result. */
  static <T> T done(Future<T> future) {
    until("a result", future::isComplete);
    if (future.failed()) {
      throw new AssertionError(future.cause());
    }
    return future.result();
  }

  /** Lets time pass between two looks or two steps of a load. */
  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
