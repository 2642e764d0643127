package io.spillway.gateway.sse;

/** What one event of an engine's stream means. */
public enum EventKind {
  /** No data: a comment, a field alone, or an empty {@code data:}. Clients gain nothing by it. */
  COMMENT,
  /**
   * Nothing a reader would see: a role, an empty delta, a state, a ping. Forwarded in its place,
   * but no first token.
   */
  PREAMBLE,
  /** Content, reasoning, a tool call, a refusal, or a finish. */
  REAL,
  /** Usage without any choice. */
  USAGE,
  /**
   * The end: a mark, or an event that says so and may hold the whole answer. If the stream is
   * complete with it, it counts as real.
   */
  DONE,
  /** An error of the engine. */
  ERROR,
  /** The engine ended it for its own reasons; looks like a finish. */
  ABORTED,
  /** Data that is no JSON object. */
  MALFORMED
}
