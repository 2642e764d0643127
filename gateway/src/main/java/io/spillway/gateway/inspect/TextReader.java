package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.Names;

/** Counts text: all strings of a value but media, and roles. */
final class TextReader {
  private enum Key {
    ROLE("role"),
    IMAGE("image_url"),
    VIDEO("video_url"),
    AUDIO_URL("audio_url"),
    AUDIO("input_audio"),
    FILE("file"),
    FILE_DATA("file_data"),
    SOURCE("source");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor;
  private long bytes;

  TextReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Bytes of all texts so far, as they are written. */
  long bytes() {
    return bytes;
  }

  /** Reads the value that stands next. Depth is bounded by the cursor. */
  void read() {
    switch (cursor.kind()) {
      case STRING -> {
        cursor.skip();
        bytes += cursor.textBytes();
      }
      case ARRAY -> {
        cursor.enter();
        while (cursor.nextElement()) {
          read();
        }
      }
      case OBJECT -> {
        cursor.enter();
        while (cursor.nextMember()) {
          readMember();
        }
      }
      case NUMBER, TRUE, FALSE, NULL, NOTHING -> cursor.skip();
    }
  }

  /** Reads the value of the member whose key was read last. */
  void readMember() {
    Key key = cursor.in(Key.NAMES);
    if (key == null || key == Key.ROLE) {
      read();
    } else {
      cursor.skip();
    }
  }
}
