package io.spillway.gateway.sse;

/** What one event of an engine's stream means. */
public enum EventKind {
  /** No data: a comment, a field alone, or an empty {@code data:}. Clients gain nothing by it. */
  COMMENT,
  /** Nothing a reader would see: a role, an empty delta. */
  PREAMBLE,
  /** Content, reasoning, a tool call, a refusal, or a finish. */
  REAL,
  /** Usage without any choice. */
  USAGE,
  /** The end mark. */
  DONE,
  /** An error of the engine. */
  ERROR,
  /** A choice ended by the engine for its own reasons; looks like a finish. */
  ABORTED,
  /** Data that is no JSON object. */
  MALFORMED
}
