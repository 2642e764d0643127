package io.spillway.loadtest.engine;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** The body of an event stream: at once, or in small pieces if the engine is made to drip. */
final class EventBody {
  private static final int PIECE_BYTES = 16;

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final long dripMillis;
  private Buffer held = Buffer.buffer();
  private boolean dripping;
  private boolean ending;

  /** A body; {@code dripMillis} is the time between two pieces, 0 for whole events at once. */
  EventBody(Vertx vertx, HttpServerResponse response, long dripMillis) {
    this.vertx = vertx;
    this.response = response;
    this.dripMillis = dripMillis;
  }

  /** Sends the head of the answer. */
  void begin() {
    response.setStatusCode(200).setChunked(true);
    response.putHeader("content-type", "text/event-stream; charset=utf-8");
    response.writeHead().onFailure(EventBody::gone);
  }

  /** True if the client reads too slowly; {@code onRoom} will run. */
  boolean full() {
    return response.writeQueueFull();
  }

  void onRoom(Runnable action) {
    response.drainHandler(_ -> action.run());
  }

  void write(Buffer event) {
    if (event.length() == 0 || response.ended() || response.closed()) {
      return;
    }
    if (dripMillis == 0) {
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
  void end() {
    ending = true;
    if (!dripping && !response.ended() && !response.closed()) {
      response.end().onFailure(EventBody::gone);
    }
  }

  private void drip() {
    if (response.closed()) {
      return;
    }
    int piece = Math.min(PIECE_BYTES, held.length());
    response.write(held.getBuffer(0, piece)).onFailure(EventBody::gone);
    held = held.getBuffer(piece, held.length());
    if (held.length() > 0) {
      vertx.setTimer(dripMillis, _ -> drip());
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
