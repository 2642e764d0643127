package io.spillway.loadtest.engine;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** The body of an event stream: at once, or in small pieces if the engine is made to drip. */
final class EventBody implements EventSink {
  private static final int PIECE_BYTES = 16;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final Rhythm rhythm;
  private long pingTimer = NO_TIMER;
  private boolean spoke;
  private boolean begun;
  private Buffer held = Buffer.buffer();
  private boolean dripping;
  private boolean ending;

  EventBody(Vertx vertx, HttpServerResponse response, Rhythm rhythm) {
    this.vertx = vertx;
    this.response = response;
    this.rhythm = rhythm;
  }

  /**
   * When what is sent.
   *
   * @param dripMillis time between two pieces, 0 for whole events at once
   * @param pingMillis silence after which a ping is sent, 0 for none
   * @param ping what says that nothing is wrong
   */
  record Rhythm(long dripMillis, long pingMillis, Buffer ping) {}

  @Override
  public boolean begun() {
    return begun;
  }

  /** Sends the head of the answer, unless it has been sent; pings begin with it. */
  @Override
  public void begin() {
    if (begun || response.closed()) {
      return;
    }
    begun = true;
    if (rhythm.pingMillis() > 0) {
      pingTimer = vertx.setPeriodic(rhythm.pingMillis(), _ -> ping());
    }
    response.setStatusCode(200).setChunked(true);
    response.putHeader("content-type", "text/event-stream; charset=utf-8");
    response.writeHead().onFailure(EventBody::gone);
  }

  @Override
  public boolean full() {
    return response.writeQueueFull();
  }

  @Override
  public void onRoom(Runnable action) {
    response.drainHandler(_ -> action.run());
  }

  @Override
  public void write(Buffer event) {
    if (event.length() == 0 || response.ended() || response.closed()) {
      return;
    }
    begin();
    spoke = true;
    if (rhythm.dripMillis() == 0) {
      response.write(event).onFailure(EventBody::gone);
      return;
    }
    held.appendBuffer(event);
    if (!dripping) {
      dripping = true;
      drip();
    }
  }

  /** Ends the body cleanly, after what is held. */
  @Override
  public void end() {
    begin();
    stopPings();
    ending = true;
    if (!dripping && !response.ended() && !response.closed()) {
      response.end().onFailure(EventBody::gone);
    }
  }

  /** Nothing more is sent unless somebody writes. */
  private void stopPings() {
    if (pingTimer != NO_TIMER) {
      vertx.cancelTimer(pingTimer);
      pingTimer = NO_TIMER;
    }
  }

  private void ping() {
    if (response.closed() || response.ended()) {
      stopPings();
    } else if (!spoke) {
      response.write(rhythm.ping().copy()).onFailure(EventBody::gone);
    }
    spoke = false;
  }

  private void drip() {
    if (response.closed()) {
      return;
    }
    int piece = Math.min(PIECE_BYTES, held.length());
    response.write(held.getBuffer(0, piece)).onFailure(EventBody::gone);
    held = held.getBuffer(piece, held.length());
    if (held.length() > 0) {
      vertx.setTimer(rhythm.dripMillis(), _ -> drip());
      return;
    }
    dripping = false;
    if (ending) {
      end();
    }
  }

  private static void gone(Throwable cause) {
    // The close handler of the response is told as well; it stops the request.
  }
}
