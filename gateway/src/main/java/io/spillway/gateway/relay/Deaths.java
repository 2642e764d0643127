package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;

/**
 * Counts the endpoints that may have died of one request.
 *
 * <p>One that closed a reused connection and then cannot be reached is one of them: its connection
 * was not stale.
 */
final class Deaths {
  /** So many are no chance. */
  static final int MAX = 2;

  private int count;
  private boolean closedHere;

  /** The end of an attempt whose request was sent and whose answer did not come to its end. */
  static AttemptEnd.Failure end(Throwable cause, ApiError error) {
    return cause instanceof HttpClosedException || cause instanceof IOException
        ? new AttemptEnd.Died(error)
        : new AttemptEnd.Failed(error);
  }

  /** A reused connection was closed, and the same endpoint is tried again. */
  void stale() {
    closedHere = true;
  }

  /** The last attempt on an endpoint failed. */
  void ended(AttemptEnd.Failure end) {
    boolean died =
        switch (end) {
          case AttemptEnd.Died _ -> true;
          case AttemptEnd.Stale _, AttemptEnd.Unreachable _ -> closedHere;
          case AttemptEnd.Refused _, AttemptEnd.Failed _, AttemptEnd.Restarted _ -> false;
        };
    left(died);
  }

  /** The stream of the last attempt broke. */
  void broke(StreamBreak by) {
    left(by == StreamBreak.LOST);
  }

  private void left(boolean died) {
    count += died ? 1 : 0;
    closedHere = false;
  }

  /** True when another endpoint must not get the request. */
  boolean tooMany() {
    return count >= MAX;
  }

  /** What the client is told when nothing is tried after that end. */
  ApiError errorAfter(AttemptEnd.Failure end) {
    return tooMany() ? ApiError.endpointsDied(count) : end.error();
  }
}
