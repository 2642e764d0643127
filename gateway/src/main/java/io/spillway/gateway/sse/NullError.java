package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes {@code "error": null} out of events: some clients take the mere key for an error. */
public final class NullError {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private enum Key {
    ERROR;

    static final Names<Key> NAMES = Names.of(Key.class, key -> "error");
  }

  private NullError() {}

  /**
   * The event without its top-level member {@code "error": null}; every other byte stays, unless
   * its data has several lines, which become one.
   *
   * @return the new event; null when it has no such member
   */
  public static byte @Nullable [] removed(byte[] bytes, int from, int to) {
    var data = new EventData().of(bytes, from, to);
    var cursor = new JsonCursor().over(data.bytes(), data.from(), data.to());
    int start = find(cursor);
    if (start < 0) {
      return null;
    }
    int end = cursor.position();
    boolean first = data.bytes()[start - 1] == '{';
    if (first && cursor.nextMember()) {
      end = behindComma(data.bytes(), end);
    }
    var out = new ByteArrayOutputStream(to - from);
    if (data.oneLine()) {
      out.write(bytes, from, start - from);
      out.write(bytes, end, to - end);
      return out.toByteArray();
    }
    out.writeBytes(DATA);
    writeOneLine(out, data.bytes(), data.from(), start);
    writeOneLine(out, data.bytes(), end, data.to());
    out.writeBytes(END);
    return out.toByteArray();
  }

  /** Walks to behind the member; the byte behind what comes before it, or -1 without one. */
  private static int find(JsonCursor cursor) {
    if (cursor.kind() != Kind.OBJECT) {
      return -1;
    }
    cursor.enter();
    int start = cursor.position();
    while (cursor.nextMember()) {
      boolean error = cursor.in(Key.NAMES) == Key.ERROR && cursor.kind() == Kind.NULL;
      cursor.skip();
      if (error && cursor.problem() == null) {
        return start;
      }
      start = cursor.position();
    }
    return -1;
  }

  private static int behindComma(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != ',') {
      at++;
    }
    return at + 1;
  }

  /** In valid JSON a line's end is nothing but a blank. */
  private static void writeOneLine(ByteArrayOutputStream out, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      out.write(bytes[i] == '\n' ? ' ' : bytes[i]);
    }
  }
}
