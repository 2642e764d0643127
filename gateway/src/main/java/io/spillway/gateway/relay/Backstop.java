package io.spillway.gateway.relay;

import io.vertx.core.Handler;

/** Keeps a bug from leaving a request without an end: an exception in a handler ends it. */
final class Backstop {
  private final Runnable crashed;

  /**
   * A backstop of one request.
   *
   * @param crashed ends the request; the exception goes on to the event loop, which logs it
   */
  Backstop(Runnable crashed) {
    this.crashed = crashed;
  }

  /** The handler with the backstop behind it. */
  <T> Handler<T> around(Handler<T> handler) {
    return event -> run(() -> handler.handle(event));
  }

  /** Runs an action with the backstop behind it. */
  void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      crashed.run();
      throw e;
    }
  }
}
