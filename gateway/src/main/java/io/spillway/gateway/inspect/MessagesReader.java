package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import org.jspecify.annotations.Nullable;

/** Reads {@code messages}: how much text they hold, and where the first user message ends. */
final class MessagesReader {
  private enum Key {
    ROLE("role"),
    IMAGE("image_url"),
    VIDEO("video_url"),
    AUDIO_URL("audio_url"),
    AUDIO("input_audio"),
    FILE("file");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private enum Role {
    USER;

    static final Names<Role> NAMES = Names.of(Role.class, role -> "user");
  }

  private final JsonCursor cursor;
  private long textBytes;
  private @Nullable ByteRange head;

  MessagesReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Bytes of all strings but media, as they are written. */
  long textBytes() {
    return textBytes;
  }

  /** From the first message to the end of the first user message; null without one. */
  @Nullable ByteRange head() {
    return head;
  }

  void read() {
    if (cursor.kind() != Kind.ARRAY) {
      cursor.skip();
      return;
    }
    cursor.enter();
    int from = -1;
    while (cursor.nextElement()) {
      boolean message = cursor.kind() == Kind.OBJECT;
      from = from < 0 ? cursor.position() : from;
      if (message && message() && head == null) {
        head = new ByteRange(from, cursor.position());
      } else if (!message) {
        cursor.skip();
      }
    }
  }

  /** Reads one message; true when it is the user's. */
  private boolean message() {
    boolean user = false;
    cursor.enter();
    while (cursor.nextMember()) {
      if (cursor.in(Key.NAMES) == Key.ROLE) {
        boolean string = cursor.kind() == Kind.STRING;
        cursor.skip();
        user = string && cursor.in(Role.NAMES) == Role.USER;
      } else {
        text();
      }
    }
    return user;
  }

  /** Counts the strings of one value. Depth is bounded by the cursor. */
  private void text() {
    switch (cursor.kind()) {
      case STRING -> {
        cursor.skip();
        textBytes += cursor.textBytes();
      }
      case ARRAY -> {
        cursor.enter();
        while (cursor.nextElement()) {
          text();
        }
      }
      case OBJECT -> {
        cursor.enter();
        while (cursor.nextMember()) {
          Key key = cursor.in(Key.NAMES);
          if (key == null || key == Key.ROLE) {
            text();
          } else {
            cursor.skip();
          }
        }
      }
      case NUMBER, TRUE, FALSE, NULL, NOTHING -> cursor.skip();
    }
  }
}
