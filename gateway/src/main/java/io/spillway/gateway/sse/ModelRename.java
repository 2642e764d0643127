package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ByteRange;
import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import org.jspecify.annotations.Nullable;

/** Gives an answer the model's name that the client knows. */
public final class ModelRename {
  private enum Key {
    MODEL("model"),
    /** What an event of a response is about. */
    RESPONSE("response"),
    /** What the first event of a message is about. */
    MESSAGE("message");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private ModelRename() {}

  /**
   * Replaces the {@code model} of an event or of a whole body, at the top or in the {@code
   * response} or {@code message} that stands there, whichever comes first; every other byte stays.
   *
   * @param quotedName a JSON string, quotes included
   * @return the new event or body; null when there is nothing to replace
   */
  public static byte @Nullable [] rename(byte[] bytes, int from, int to, byte[] quotedName) {
    int first = from;
    while (first < to && bytes[first] <= ' ' && bytes[first] >= 0) {
      first++;
    }
    var cursor = new JsonCursor();
    if (first < to && bytes[first] == '{') {
      return find(cursor.over(bytes, first, to))
          ? replaced(bytes, from, to, lastQuoted(cursor, cursor.position() - 1), quotedName)
          : null;
    }
    var data = new EventData().of(bytes, from, to);
    return find(cursor.over(data.bytes(), data.from(), data.to()))
        ? replaced(
            bytes, from, to, lastQuoted(cursor, data.inEvent(cursor.position() - 1)), quotedName)
        : null;
  }

  /** The string that {@code cursor} read last, given where its closing quote stands. */
  private static ByteRange lastQuoted(JsonCursor cursor, int closingQuote) {
    return new ByteRange(closingQuote - cursor.textBytes() - 1, closingQuote + 1);
  }

  private static byte[] replaced(byte[] bytes, int from, int to, ByteRange old, byte[] with) {
    byte[] result = new byte[to - from - (old.to() - old.from()) + with.length];
    int before = old.from() - from;
    System.arraycopy(bytes, from, result, 0, before);
    System.arraycopy(with, 0, result, before, with.length);
    System.arraycopy(bytes, old.to(), result, before + with.length, to - old.to());
    return result;
  }

  /** Walks to behind the model's name. */
  private static boolean find(JsonCursor cursor) {
    if (cursor.kind() != Kind.OBJECT) {
      return false;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      Key key = cursor.in(Key.NAMES);
      if (key == Key.MODEL) {
        return isString(cursor);
      }
      if (key == null || cursor.kind() != Kind.OBJECT) {
        cursor.skip();
      } else if (findWithin(cursor)) {
        return true;
      }
    }
    return false;
  }

  /** Walks to behind the name in the object that stands next, else over it. */
  private static boolean findWithin(JsonCursor cursor) {
    cursor.enter();
    while (cursor.nextMember()) {
      if (cursor.in(Key.NAMES) == Key.MODEL && cursor.kind() == Kind.STRING) {
        return isString(cursor);
      }
      cursor.skip();
    }
    return false;
  }

  private static boolean isString(JsonCursor cursor) {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    return string && cursor.problem() == null;
  }
}
