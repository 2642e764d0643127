package io.spillway.gateway.relay;

import io.spillway.router.Ticker;
import io.vertx.core.Vertx;

/** Rings when the next of a request's deadlines is due. Confined to the request's event loop. */
final class DeadlineTimer {
  private final Deadlines deadlines;
  private final Vertx vertx;
  private final Ticker ticker;
  private final Runnable ring;
  private long timer = -1;
  private long armedAt = Deadlines.NEVER;
  private boolean stopped;

  /** A timer that is not armed. */
  DeadlineTimer(Deadlines deadlines, Vertx vertx, Ticker ticker, Runnable ring) {
    this.deadlines = deadlines;
    this.vertx = vertx;
    this.ticker = ticker;
    this.ring = ring;
  }

  /** Sees to it that the next deadline is not missed; to be called when one may be nearer. */
  void arm() {
    long next = deadlines.next();
    if (stopped || next == Deadlines.NEVER || (timer >= 0 && armedAt <= next)) {
      return;
    }
    disarm();
    armedAt = next;
    long millis = Math.max(1, (next - ticker.nanos() + 999_999) / 1_000_000);
    timer = vertx.setTimer(millis, _ -> rang());
  }

  /** Never rings again. */
  void stop() {
    stopped = true;
    disarm();
  }

  private void rang() {
    timer = -1;
    ring.run();
    arm();
  }

  private void disarm() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}
