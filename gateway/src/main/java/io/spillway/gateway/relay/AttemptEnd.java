package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/** How one try on one endpoint ended. */
sealed interface AttemptEnd {
  /** Every choice finished and the stream ended cleanly. */
  record Complete() implements AttemptEnd {}

  /** A whole answer that is no stream. */
  record Answer(int status, String contentType, Buffer body) implements AttemptEnd {}

  /** The engine refused the request itself; no other endpoint would take it. */
  record CallerError(ApiError error) implements AttemptEnd {}

  /** It failed before a real event, in a way in which another endpoint may not. */
  sealed interface Failure extends AttemptEnd {
    /** What the client is told when nothing else is tried. */
    ApiError error();

    /** When the endpoint wants to be asked again; 0 when it did not say. */
    default int retryAfterSeconds() {
      return 0;
    }

    /** True when the endpoint did nothing for it. */
    default boolean nothingGenerated() {
      return this instanceof Refused || this instanceof Unreachable;
    }

    /** What retries after it are counted as. */
    default String label() {
      return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
  }

  /** The endpoint refused before it generated anything. */
  record Refused(ApiError error, int retryAfterSeconds) implements Failure {}

  /** The endpoint could not be reached: nothing was sent. */
  record Unreachable(ApiError error) implements Failure {}

  /** A reused connection was closed before any byte of an answer: it had gone stale. */
  record Stale(ApiError error) implements Failure {}

  /** It failed after it may have begun to work, before any real event. */
  record Failed(ApiError error) implements Failure {}

  /** It was to go on with an answer and began anew; before any real event. */
  record Restarted(ApiError error) implements Failure {}

  /**
   * The connection was lost after the request had been sent and before any real event: the endpoint
   * may have died of the request.
   */
  record Died(ApiError error) implements Failure {}

  /** It failed after a real event, in that way; part of the answer is with the client. */
  record Broken(ApiError error, StreamBreak by) implements AttemptEnd {}
}
