package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code messages}, or the {@code input} of a response, which is one text or a list like
 * messages: its texts, and where the first one of the user ends.
 */
final class MessagesReader {
  private enum Key {
    ROLE;

    static final Names<Key> NAMES = Names.of(Key.class, key -> "role");
  }

  private enum Role {
    USER;

    static final Names<Role> NAMES = Names.of(Role.class, role -> "user");
  }

  private final JsonCursor cursor;
  private final TextReader texts;
  private final PartRecorder parts = new PartRecorder();
  private @Nullable ByteRange head;

  MessagesReader(JsonCursor cursor, TextReader texts) {
    this.cursor = cursor;
    this.texts = texts;
  }

  /** From the first message to the end of the first user message; null without one. */
  @Nullable ByteRange head() {
    return head;
  }

  /** Where the messages stand. */
  PartRecorder parts() {
    return parts;
  }

  /** Reads {@code input}: a text is the user's. */
  void readInput() {
    if (cursor.kind() != Kind.STRING) {
      read();
      return;
    }
    int from = cursor.position();
    texts.into(parts);
    texts.read();
    head = new ByteRange(from, cursor.position());
  }

  void read() {
    if (cursor.kind() != Kind.ARRAY) {
      cursor.skip();
      return;
    }
    texts.into(parts);
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
    parts.message();
    cursor.enter();
    while (cursor.nextMember()) {
      if (cursor.in(Key.NAMES) != null) {
        boolean string = cursor.kind() == Kind.STRING;
        cursor.skip();
        if (string) {
          int at = TextReader.textFrom(cursor);
          parts.role(at, at + cursor.textBytes());
        }
        user = string && cursor.in(Role.NAMES) == Role.USER;
      } else {
        texts.readMember();
      }
    }
    return user;
  }
}
