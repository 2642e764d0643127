package io.spillway.loadtest.client;

/** The ways in which an answer gets lost. */
public enum LostReason {
  /** No connection. */
  CONNECT,
  /** The connection broke off without an error event. */
  RESET,
  /** Nothing ended it within the bound. */
  HANG,
  /** The stream ended cleanly without a finish reason. */
  NO_FINISH,
  /** The stream finished, but without [DONE]. */
  NO_DONE,
  /** The engine aborted, and it was passed on as an ordinary finish. */
  ABORT,
  /** An answer that is not what the API says. */
  MALFORMED,
  /** Tokens are missing, repeated or mixed with another answer's. */
  SEQUENCE
}
