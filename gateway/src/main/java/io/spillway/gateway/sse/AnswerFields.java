package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.util.EnumSet;
import java.util.Set;

/** Reads a whole answer that is neither a choice, a response nor a message: its lists and texts. */
final class AnswerFields {
  /** What may stand at the top of an answer. */
  enum Part {
    DATA("data"),
    RESULTS("results"),
    SCORES("scores"),
    TOKENS("tokens"),
    INPUT_TOKENS("input_tokens"),
    PROMPT("prompt"),
    CONTENT("content"),
    TEXT("text"),
    ERROR("error"),
    OBJECT("object"),
    TYPE("type"),
    MESSAGE("message"),
    USAGE("usage");

    static final Names<Part> NAMES = Names.of(Part.class, part -> part.name);

    final String name;

    Part(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor = new JsonCursor();
  private final ErrorSigns signs = new ErrorSigns(cursor);
  private final UsageReader usage = new UsageReader(cursor);
  private final VisibleReader visible = new VisibleReader(cursor);

  /** Parts that are there and no null; lists must have elements too. */
  private final Set<Part> given = EnumSet.noneOf(Part.class);

  private final Set<Part> emptyLists = EnumSet.noneOf(Part.class);
  private boolean list;
  private long textBytes;

  /** Reads an answer; false when the bytes are not exactly one object or array. */
  boolean read(byte[] bytes) {
    usage.clear();
    switch (cursor.over(bytes, 0, bytes.length).kind()) {
      case OBJECT -> {
        cursor.enter();
        while (cursor.nextMember()) {
          readMember();
        }
      }
      case ARRAY -> list = elements();
      case STRING, NUMBER, TRUE, FALSE, NULL, NOTHING -> {
        return false;
      }
    }
    return cursor.end();
  }

  /** Whether an error stands in the answer's place. */
  boolean error() {
    return signs.error() || (signs.message() && given.isEmpty());
  }

  /** Whether it has a member {@code "error": null}. */
  boolean nullError() {
    return signs.nullError();
  }

  /** Whether the answer is a list that is not empty. */
  boolean list() {
    return list;
  }

  /** Whether the part is there, and is no null and no empty list. */
  boolean has(Part part) {
    return given.contains(part);
  }

  /** Whether the part is there, and is no null. */
  boolean hasEvenEmpty(Part part) {
    return given.contains(part) || emptyLists.contains(part);
  }

  /** Bytes of {@code text}. */
  long textBytes() {
    return textBytes;
  }

  UsageReader usage() {
    return usage;
  }

  private void readMember() {
    Part part = cursor.in(Part.NAMES);
    switch (part) {
      case ERROR -> signs.readError();
      case OBJECT, TYPE -> signs.readName();
      case MESSAGE -> signs.readMessage();
      case USAGE -> usage.read();
      case TEXT -> {
        note(part, cursor.kind() != Kind.NULL);
        textBytes = visible.read();
      }
      case DATA, RESULTS, SCORES, TOKENS, INPUT_TOKENS, PROMPT, CONTENT -> readPart(part);
      case null -> cursor.skip();
    }
  }

  private void readPart(Part part) {
    if (cursor.kind() == Kind.ARRAY) {
      if (elements()) {
        given.add(part);
      } else {
        emptyLists.add(part);
      }
    } else {
      note(part, cursor.kind() != Kind.NULL);
      cursor.skip();
    }
  }

  private void note(Part part, boolean there) {
    if (there) {
      given.add(part);
    }
  }

  /** Walks over a list; true when it has an element. */
  private boolean elements() {
    boolean any = false;
    cursor.enter();
    while (cursor.nextElement()) {
      cursor.skip();
      any = true;
    }
    return any;
  }
}
