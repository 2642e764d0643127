package io.spillway.gateway.relay;

import io.spillway.router.Ticker;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Passes an endpoint's events on at the pace of the client, and keeps the request's deadlines.
 *
 * <p>Confined to the request's event loop.
 */
final class Delivery {
  private final Downstream client;
  private final Deadlines deadlines;
  private final Owner owner;
  private final Ticker ticker;
  private final DeadlineTimer timer;
  private @Nullable Attempt paused;

  /** The request that is delivered. */
  interface Owner {
    /** A time limit of the endpoint has passed. */
    void expired(Expiry expiry);

    /** A time limit has passed while the client did not read; it is cut off next. */
    void clientStuck();

    /** Stands behind everything that happens later. */
    Backstop backstop();
  }

  /** A delivery that has not begun. */
  Delivery(Downstream client, RelayLoop loop, Deadlines deadlines, Owner owner) {
    this.client = client;
    this.deadlines = deadlines;
    this.owner = owner;
    this.ticker = loop.ticker();
    this.timer = new DeadlineTimer(deadlines, loop.timer(), () -> owner.backstop().run(this::due));
  }

  /** Begins to look at the clock. */
  void begin() {
    timer.arm();
  }

  /** Notes a dispatch. */
  void dispatched() {
    deadlines.dispatched(ticker.nanos());
    timer.arm();
  }

  /** Notes that the endpoint was left before its first real event: another dispatch follows. */
  void putBack() {
    deadlines.putBack();
  }

  /** Passes whole events on; the attempt they come from reads no more while the client is slow. */
  void events(Buffer bytes, boolean real, Attempt from) {
    long now = ticker.nanos();
    if (real) {
      deadlines.realEvent(now);
    }
    deadlines.written(now);
    client.write(bytes);
    timer.arm();
    if (client.full() && paused == null) {
      paused = from;
      from.pause();
      client.onDrain(() -> owner.backstop().run(this::drained));
    }
  }

  /** Notes that another endpoint goes on: it has the whole idle time for its first event. */
  void continued() {
    paused = null;
    deadlines.resumed(ticker.nanos());
    timer.arm();
  }

  /** Is over. */
  void stop() {
    paused = null;
    timer.stop();
  }

  private void drained() {
    if (paused != null) {
      Attempt waiting = paused;
      paused = null;
      deadlines.resumed(ticker.nanos());
      waiting.resume();
    }
  }

  private void due() {
    long now = ticker.nanos();
    switch (deadlines.due(now)) {
      case NOTHING -> {}
      case HEARTBEAT -> {
        if (paused == null) {
          client.comment();
        }
        deadlines.written(now);
      }
      case FIRST_TOKEN -> expire(Expiry.FIRST_TOKEN);
      case IDLE -> expire(Expiry.IDLE);
      case TOTAL -> expire(Expiry.TOTAL);
    }
  }

  /** Gives up on the endpoint; or on the client, if that is what is waited for. */
  private void expire(Expiry expiry) {
    if (paused == null) {
      owner.expired(expiry);
    } else {
      owner.clientStuck();
      client.abort();
    }
  }
}
