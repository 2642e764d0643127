package io.spillway.gateway.relay;

import io.spillway.router.Ticker;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * Rings at the moments that the requests of one event loop wait for, by one timer for all of them.
 *
 * <p>Nearly every limit is met, so that setting and cancelling a timer for each would be most of
 * their cost. Here a moment that is set, moved or dropped is a number that changes; the timer is
 * set anew only for a moment before all others. One that rings for a moment which has moved on
 * looks for the next, which comes {@value #SPACING_MILLIS} ms later at the earliest: many moments
 * close together are one ring, late by no more than that. Only a moment that is set anew before all
 * others rings sooner. Confined to the event loop.
 */
public final class LoopTimer {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int SPACING_MILLIS = 20;
  private static final long SPACING_NANOS = SPACING_MILLIS * 1_000_000L;

  private final Vertx vertx;
  private final Ticker ticker;
  private final List<Moment> moments = new ArrayList<>();
  private long timer = -1;
  private long ringsAt = NEVER;

  /** A timer that nobody waits for; to be used on one event loop only. */
  public LoopTimer(Vertx vertx, Ticker ticker) {
    this.vertx = vertx;
    this.ticker = ticker;
  }

  /** A moment that is not set. It rings once each time that it is set and reached. */
  public Moment moment(Runnable ring) {
    return new Moment(ring);
  }

  /** When something is due. */
  public final class Moment {
    private final Runnable ring;
    private long at = NEVER;
    private int place = -1;

    private Moment(Runnable ring) {
      this.ring = ring;
    }

    /** Sets it so far from now. */
    public void after(long nanos) {
      at(ticker.nanos() + nanos);
    }

    /** Sets or moves it; {@code Long.MAX_VALUE}: never. */
    public void at(long nanos) {
      at = nanos;
      if (nanos == NEVER) {
        return;
      }
      if (place < 0) {
        place = moments.size();
        moments.add(this);
      }
      if (nanos < ringsAt) {
        ringAt(nanos);
      }
    }

    /** Drops it. */
    public void drop() {
      at = NEVER;
      if (place >= 0) {
        Moment last = moments.removeLast();
        if (last.place != place) {
          moments.set(place, last);
          last.place = place;
        }
        place = -1;
      }
    }
  }

  private void ringAt(long nanos) {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    ringsAt = nanos;
    long millis = Math.max(1, (nanos - ticker.nanos() + 999_999) / 1_000_000);
    timer = vertx.setTimer(millis, _ -> rang());
  }

  private void rang() {
    timer = -1;
    // What is set while others ring does not set the timer: the next ring is found when all rang.
    ringsAt = Long.MIN_VALUE;
    long now = ticker.nanos();
    var due = new ArrayList<Moment>();
    for (Moment moment : moments) {
      if (moment.at <= now) {
        due.add(moment);
      }
    }
    try {
      for (Moment moment : due) {
        if (moment.at <= now) {
          moment.drop();
          moment.ring.run();
        }
      }
    } finally {
      ringNext(now);
    }
  }

  private void ringNext(long now) {
    long next = NEVER;
    for (Moment moment : moments) {
      next = Math.min(next, moment.at);
    }
    ringsAt = NEVER;
    if (next != NEVER) {
      ringAt(Math.max(next, now + SPACING_NANOS));
    }
  }
}
