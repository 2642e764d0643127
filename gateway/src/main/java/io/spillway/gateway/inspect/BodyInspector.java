package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;

/**
 * Reads a body once and keeps only what a router needs.
 *
 * <p>Strict where it decides, because an engine that read a body in another way would be a way
 * around every rule: one object of valid JSON in UTF-8, nothing behind it, bounded depth, no
 * deciding key twice, deciding values of their own type. Everything else passes unread.
 */
public final class BodyInspector {
  private BodyInspector() {}

  /** Reads a body of the given kind. */
  public static Inspection inspect(byte[] body, ApiKind kind) {
    return new BodyReader(new JsonCursor().over(body, 0, body.length), kind).read();
  }
}
