package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes {@code "error": null} out of answers: some clients take the mere key for an error. */
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
    Place found = find(data.bytes(), data.from(), data.to());
    if (found == null) {
      return null;
    }
    var out = new ByteArrayOutputStream(to - from);
    if (data.oneLine()) {
      out.write(bytes, from, found.start - from);
      out.write(bytes, found.end, to - found.end);
      return out.toByteArray();
    }
    out.writeBytes(DATA);
    writeOneLine(out, data.bytes(), data.from(), found.start);
    writeOneLine(out, data.bytes(), found.end, data.to());
    out.writeBytes(END);
    return out.toByteArray();
  }

  /**
   * The whole answer without its top-level member {@code "error": null}; every other byte stays.
   *
   * @return the new answer; null when it has no such member
   */
  public static byte @Nullable [] removed(byte[] json) {
    Place found = find(json, 0, json.length);
    if (found == null) {
      return null;
    }
    var out = new ByteArrayOutputStream(json.length);
    out.write(json, 0, found.start);
    out.write(json, found.end, json.length - found.end);
    return out.toByteArray();
  }

  /** Where the member stands, with the comma that would be one too many without it. */
  private record Place(int start, int end) {}

  private static @Nullable Place find(byte[] bytes, int from, int to) {
    var cursor = new JsonCursor().over(bytes, from, to);
    int start = walk(cursor);
    if (start < 0) {
      return null;
    }
    int end = cursor.position();
    boolean first = bytes[start - 1] == '{';
    return new Place(start, first && cursor.nextMember() ? behindComma(bytes, end) : end);
  }

  /** Walks to behind the member; the byte behind what comes before it, or -1 without one. */
  private static int walk(JsonCursor cursor) {
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
