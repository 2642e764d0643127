package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;

/** Reads {@code stop_reason}. */
final class StopReason {
  /** Reasons of the engine, not of the message. */
  private enum GaveUp {
    ABORT("abort"),
    ERROR("error");

    static final Names<GaveUp> NAMES = Names.of(GaveUp.class, reason -> reason.name);

    final String name;

    GaveUp(String name) {
      this.name = name;
    }
  }

  private StopReason() {}

  /** Reads the value that stands next; true when it says that a message came to its end. */
  static boolean read(JsonCursor cursor) {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    return string && cursor.textBytes() > 0 && cursor.in(GaveUp.NAMES) == null;
  }
}
