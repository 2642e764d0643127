package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ByteRange;
import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import org.jspecify.annotations.Nullable;

/** Reads a response: a whole answer of {@code /v1/responses}, or what an event is about. */
final class ResponseObject {
  private static final int ID_BYTES_MAX = 256;

  /** How a response stands. */
  enum Status {
    QUEUED("queued"),
    IN_PROGRESS("in_progress"),
    COMPLETED("completed"),
    INCOMPLETE("incomplete"),
    FAILED("failed"),
    CANCELLED("cancelled");

    static final Names<Status> NAMES = Names.of(Status.class, status -> status.name);

    final String name;

    Status(String name) {
      this.name = name;
    }
  }

  private enum Key {
    ID("id"),
    STATUS("status"),
    ERROR("error"),
    OBJECT("object"),
    MESSAGE("message"),
    OUTPUT("output"),
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
  private @Nullable String id;
  private @Nullable Status status;
  private @Nullable ByteRange error;
  private long outputBytes;

  ResponseObject(JsonCursor cursor) {
    this.cursor = cursor;
    signs = new ErrorSigns(cursor);
    usage = new UsageReader(cursor);
    visible = new VisibleReader(cursor);
  }

  void clear() {
    signs.clear();
    usage.clear();
    id = null;
    status = null;
    error = null;
    outputBytes = 0;
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
        case ID -> readId();
        case STATUS -> readStatus();
        case ERROR -> readError();
        case OBJECT -> signs.readName();
        case MESSAGE -> signs.readMessage();
        case OUTPUT -> outputBytes = visible.read();
        case USAGE -> usage.read();
        case null -> cursor.skip();
      }
    }
  }

  /** Its id; null when it has none, or an absurd one. */
  @Nullable String id() {
    return id;
  }

  /** Null when it names none that is known. */
  @Nullable Status status() {
    return status;
  }

  /** Whether it failed, or an error stands in its place. */
  boolean error() {
    return signs.error() || status == Status.FAILED || (status == null && signs.message());
  }

  /** Where the error's object stands, if it has one. */
  @Nullable ByteRange errorRange() {
    return error;
  }

  /** Bytes of what a reader would see. */
  long outputBytes() {
    return outputBytes;
  }

  UsageReader usage() {
    return usage;
  }

  private void readId() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    int bytes = cursor.textBytes();
    id = string && bytes > 0 && bytes <= ID_BYTES_MAX ? cursor.text() : null;
  }

  private void readStatus() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    status = string ? cursor.in(Status.NAMES) : null;
  }

  private void readError() {
    boolean object = cursor.kind() == Kind.OBJECT;
    int from = cursor.position();
    signs.readError();
    error = object ? new ByteRange(from, cursor.position()) : null;
  }
}
