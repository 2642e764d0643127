package io.spillway.warmup.driver;

import io.spillway.warmup.PodState;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** One pod's part of the driver's state; touched on the driver's context only. */
final class WatchedPod {
  static final long NO_TIMER = -1;

  PodTarget target;
  PodState state;
  long timer = NO_TIMER;
  long timerDueNanos = PodState.NEVER;

  /** Whether a health probe has been sent and has not come back, given up or not. */
  boolean probing;

  /** Gives up the completion that has not come back; null when there is none. */
  @Nullable Promise<Void> prompt;

  WatchedPod(PodTarget target, PodState state) {
    this.target = target;
    this.state = state;
  }
}
