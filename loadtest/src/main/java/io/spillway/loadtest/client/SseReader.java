package io.spillway.loadtest.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a stream by the rules of the HTML standard.
 *
 * <p>Lines end with LF, CR or CRLF; one space after the colon is dropped; several data lines join
 * with LF; comments, unknown fields and events without data vanish; an event that no empty line
 * ends is not an event. A byte order mark is not forgiven: clients stumble over it.
 */
final class SseReader {
  /**
   * One event.
   *
   * @param name of the event, {@code message} when none was given
   * @param data its lines, joined
   */
  record Event(String name, String data) {}

  /** The stream cannot be read on. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  private static final int LINE_BYTES_MAX = 1 << 20;

  private final Consumer<Event> events;
  private byte[] line = new byte[512];
  private int length;
  private boolean afterCr;
  private String name = "";
  private @Nullable StringBuilder data;

  SseReader(Consumer<Event> events) {
    this.events = events;
  }

  /** Takes the next bytes, however the network cut them. */
  void feed(byte[] bytes) throws Unreadable {
    for (byte b : bytes) {
      boolean secondOfCrLf = afterCr && b == '\n';
      afterCr = b == '\r';
      if (b == '\r' || b == '\n') {
        if (!secondOfCrLf) {
          endLine();
        }
      } else {
        append(b);
      }
    }
  }

  /** Whether the stream ended in the middle of an event. */
  boolean partial() {
    return length > 0 || data != null;
  }

  private void append(byte b) throws Unreadable {
    if (length == line.length) {
      if (length >= LINE_BYTES_MAX) {
        throw new Unreadable("a line is longer than " + LINE_BYTES_MAX + " bytes");
      }
      line = Arrays.copyOf(line, 2 * length);
    }
    line[length++] = b;
  }

  private void endLine() throws Unreadable {
    String text = text();
    length = 0;
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    if (field.equals("event")) {
      name = value;
    } else if (field.equals("data")) {
      addData(value);
    } else if (field.startsWith("\uFEFF")) {
      throw new Unreadable("a byte order mark before a field");
    }
  }

  private void addData(String value) throws Unreadable {
    if (data == null) {
      data = new StringBuilder();
    } else {
      data.append('\n');
    }
    data.append(value);
    if (data.length() > LINE_BYTES_MAX) {
      throw new Unreadable("an event is longer than " + LINE_BYTES_MAX + " characters");
    }
  }

  private void dispatch() {
    StringBuilder whole = data;
    String event = name.isEmpty() ? "message" : name;
    data = null;
    name = "";
    if (whole != null) {
      events.accept(new Event(event, whole.toString()));
    }
  }

  private String text() throws Unreadable {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Unreadable("not UTF-8");
    }
  }
}
