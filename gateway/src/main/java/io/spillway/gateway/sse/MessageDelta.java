package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;

/** Reads {@code delta} of a message's events: more of a block, or why the message stopped. */
final class MessageDelta {
  private enum Key {
    TYPE("type"),
    STOP_REASON("stop_reason"),
    STOP_SEQUENCE("stop_sequence");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor;
  private boolean carries;
  private boolean stopped;

  MessageDelta(JsonCursor cursor) {
    this.cursor = cursor;
  }

  void clear() {
    carries = false;
    stopped = false;
  }

  /** Reads the value that stands next; anything but an object says nothing. */
  void read() {
    clear();
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      switch (cursor.in(Key.NAMES)) {
        case STOP_REASON -> stopped = StopReason.read(cursor);
        case TYPE, STOP_SEQUENCE -> cursor.skip();
        case null -> readPiece();
      }
    }
  }

  /** Whether there is more of a block, of whatever kind. */
  boolean carries() {
    return carries;
  }

  /** Whether the message came to its end. */
  boolean stopped() {
    return stopped;
  }

  /** A text, if it is not empty; or an object, such as a citation. */
  private void readPiece() {
    Kind kind = cursor.kind();
    cursor.skip();
    carries |= kind == Kind.OBJECT || (kind == Kind.STRING && cursor.textBytes() > 0);
  }
}
