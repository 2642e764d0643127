package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import org.jspecify.annotations.Nullable;

/** Reads single values. */
final class Scalars {
  private final JsonCursor cursor;
  private final Faults faults;

  Scalars(JsonCursor cursor, Faults faults) {
    this.cursor = cursor;
    this.faults = faults;
  }

  /** A boolean; {@code otherwise} when null. */
  boolean flag(String param, boolean otherwise) {
    Kind value = cursor.kind();
    cursor.skip();
    return switch (value) {
      case TRUE -> true;
      case FALSE -> false;
      case NULL -> otherwise;
      case OBJECT, ARRAY, STRING, NUMBER, NOTHING -> {
        faults.add(param, "must be a boolean or null");
        yield otherwise;
      }
    };
  }

  /** A bound on tokens. What is no positive integer bounds nothing here: engines judge it. */
  int tokens() {
    boolean number = cursor.kind() == Kind.NUMBER;
    cursor.skip();
    return number ? clamped(Math.max(0, cursor.integer())) : 0;
  }

  /** A key of a session; null when it is none. */
  @Nullable String key() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    return string ? KeyText.bounded(cursor.text()) : null;
  }

  /** A name that decides; a fault when it is no string or too long, and then null. */
  @Nullable String name(String param, int bytesMax) {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    if (!string) {
      faults.add(param, "must be a string");
    } else if (cursor.textBytes() > bytesMax) {
      faults.add(param, "is longer than " + bytesMax + " bytes");
    } else {
      return cursor.text();
    }
    return null;
  }

  /** Where the value stands. */
  ByteRange range() {
    cursor.kind();
    int from = cursor.position();
    cursor.skip();
    return new ByteRange(from, cursor.position());
  }

  static int clamped(long value) {
    return (int) Math.min(Integer.MAX_VALUE, value);
  }
}
