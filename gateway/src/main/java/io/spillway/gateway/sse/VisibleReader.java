package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.Names;

/** Counts what a reader would see of output items, content parts, blocks and their deltas. */
final class VisibleReader {
  private enum Key {
    TEXT("text"),
    THINKING("thinking"),
    REFUSAL("refusal"),
    NAME("name"),
    ARGUMENTS("arguments"),
    PARTIAL_JSON("partial_json"),
    INPUT("input"),
    CODE("code"),
    DATA("data"),
    TRANSCRIPT("transcript"),
    SIGNATURE("signature"),
    CITATION("citation"),
    RESULT("result"),
    CONTENT("content"),
    SUMMARY("summary");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor;

  VisibleReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the value that stands next; its visible bytes. A text alone is all visible. */
  long read() {
    long bytes = 0;
    switch (cursor.kind()) {
      case STRING -> {
        cursor.skip();
        bytes = cursor.textBytes();
      }
      case ARRAY -> {
        cursor.enter();
        while (cursor.nextElement()) {
          bytes += read();
        }
      }
      case OBJECT -> {
        cursor.enter();
        while (cursor.nextMember()) {
          if (cursor.in(Key.NAMES) == null) {
            cursor.skip();
          } else {
            bytes += read();
          }
        }
      }
      case NUMBER, TRUE, FALSE, NULL, NOTHING -> cursor.skip();
    }
    return bytes;
  }
}
