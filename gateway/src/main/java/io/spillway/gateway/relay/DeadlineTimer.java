package io.spillway.gateway.relay;

/** Rings when the next of a request's deadlines is due. Confined to the request's event loop. */
final class DeadlineTimer {
  private final Deadlines deadlines;
  private final Runnable ring;
  private final LoopTimer.Moment next;
  private boolean stopped;

  /** A timer that is not armed. */
  DeadlineTimer(Deadlines deadlines, LoopTimer loop, Runnable ring) {
    this.deadlines = deadlines;
    this.ring = ring;
    this.next = loop.moment(this::rang);
  }

  /** Sees to it that the next deadline is not missed; to be called when one may be nearer. */
  void arm() {
    if (!stopped) {
      next.at(deadlines.next());
    }
  }

  /** Never rings again. */
  void stop() {
    stopped = true;
    next.drop();
  }

  private void rang() {
    ring.run();
    arm();
  }
}
