package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;

/** Reads the top-level members by which an object says that it is an error. */
final class ErrorSigns {
  private enum Called {
    ERROR;

    static final Names<Called> NAMES = Names.of(Called.class, called -> "error");
  }

  private final JsonCursor cursor;
  private boolean error;
  private boolean nullError;
  private boolean message;

  ErrorSigns(JsonCursor cursor) {
    this.cursor = cursor;
  }

  void clear() {
    error = false;
    nullError = false;
    message = false;
  }

  /** Reads {@code error}, which is one unless it is null or false. */
  void readError() {
    Kind kind = cursor.kind();
    cursor.skip();
    error |= kind != Kind.NULL && kind != Kind.FALSE;
    nullError |= kind == Kind.NULL;
  }

  /** Reads {@code object} or {@code type}, which may say {@code error}. */
  void readName() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    error |= string && cursor.in(Called.NAMES) != null;
  }

  /** Reads {@code message}; a text is one only where no answer stands. */
  void readMessage() {
    message = cursor.kind() == Kind.STRING;
    cursor.skip();
  }

  /** Whether the object calls itself an error. */
  boolean error() {
    return error;
  }

  /** Whether it has a member {@code "error": null}. */
  boolean nullError() {
    return nullError;
  }

  /** Whether there is a text for people in the place of an answer. */
  boolean message() {
    return message;
  }
}
