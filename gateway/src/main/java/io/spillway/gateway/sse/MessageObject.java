package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;

/** Reads a message: a whole answer of {@code /v1/messages}, or what the first event is about. */
final class MessageObject {
  private enum Key {
    TYPE("type"),
    STOP_REASON("stop_reason"),
    CONTENT("content"),
    ERROR("error"),
    OBJECT("object"),
    MESSAGE("message"),
    USAGE("usage");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor;
  private final ErrorSigns signs;
  private final UsageReader usage;
  private final VisibleReader visible;
  private boolean stopReason;
  private long contentBytes;

  MessageObject(JsonCursor cursor) {
    this.cursor = cursor;
    signs = new ErrorSigns(cursor);
    usage = new UsageReader(cursor);
    visible = new VisibleReader(cursor);
  }

  /** Reads the value that stands next; anything but an object says nothing. */
  void read() {
    signs.clear();
    usage.clear();
    stopReason = false;
    contentBytes = 0;
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      switch (cursor.in(Key.NAMES)) {
        case TYPE, OBJECT -> signs.readName();
        case STOP_REASON -> stopReason = StopReason.read(cursor);
        case CONTENT -> contentBytes = visible.read();
        case ERROR -> signs.readError();
        case MESSAGE -> signs.readMessage();
        case USAGE -> usage.read();
        case null -> cursor.skip();
      }
    }
  }

  /** Whether an error stands in its place. */
  boolean error() {
    return signs.error() || (signs.message() && !stopReason);
  }

  /** Whether it has a member {@code "error": null}. */
  boolean nullError() {
    return signs.nullError();
  }

  /** Whether it ended for a reason of its own. */
  boolean stopped() {
    return stopReason;
  }

  /** Bytes of what a reader would see. */
  long contentBytes() {
    return contentBytes;
  }

  UsageReader usage() {
    return usage;
  }
}
