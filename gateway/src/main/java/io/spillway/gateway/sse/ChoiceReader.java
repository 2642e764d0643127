package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;

/** Reads one element of {@code choices}, of a chat or a completion, streamed or whole. */
final class ChoiceReader {
  /** How a choice stands. */
  enum Finish {
    OPEN,
    FINISHED,
    /** The engine gave it up. */
    ABORTED
  }

  private enum Key {
    INDEX("index"),
    DELTA("delta"),
    MESSAGE("message"),
    TEXT("text"),
    FINISH_REASON("finish_reason");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  /** What a reader would see of a message. */
  private enum Part {
    CONTENT("content"),
    REASONING("reasoning"),
    REASONING_CONTENT("reasoning_content"),
    REFUSAL("refusal"),
    TOOL_CALLS("tool_calls"),
    FUNCTION_CALL("function_call"),
    AUDIO("audio");

    static final Names<Part> NAMES = Names.of(Part.class, part -> part.name);

    final String name;

    Part(String name) {
      this.name = name;
    }
  }

  private enum GaveUp {
    ABORT("abort"),
    ERROR("error");

    static final Names<GaveUp> NAMES = Names.of(GaveUp.class, reason -> reason.name);

    final String name;

    GaveUp(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor;
  private int index;
  private boolean content;
  private long contentBytes;
  private int textFrom;
  private int textTo;
  private boolean moreThanText;
  private boolean reasoning;
  private Finish finish = Finish.OPEN;

  ChoiceReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the object that stands next; {@code place} is its index when it names none. */
  void read(int place) {
    index = place;
    content = false;
    contentBytes = 0;
    textFrom = 0;
    textTo = 0;
    moreThanText = false;
    reasoning = false;
    finish = Finish.OPEN;
    cursor.enter();
    while (cursor.nextMember()) {
      switch (cursor.in(Key.NAMES)) {
        case INDEX -> readIndex();
        case DELTA, MESSAGE -> readMessage();
        case TEXT -> readPart(Part.CONTENT);
        case FINISH_REASON -> readFinish();
        case null -> cursor.skip();
      }
    }
  }

  int index() {
    return index;
  }

  boolean content() {
    return content;
  }

  long contentBytes() {
    return contentBytes;
  }

  /** Where its text begins, behind the quote. */
  int textFrom() {
    return textFrom;
  }

  /** Where its text ends, before the quote. */
  int textTo() {
    return textTo;
  }

  /** Whether a reader would see something that is no text. */
  boolean moreThanText() {
    return moreThanText;
  }

  /** Whether it carries reasoning. */
  boolean reasoning() {
    return reasoning;
  }

  Finish finish() {
    return finish;
  }

  private void readIndex() {
    boolean number = cursor.kind() == Kind.NUMBER;
    cursor.skip();
    if (number) {
      index = Math.clamp(cursor.integer(), -1, Said.CHOICES_MAX);
    }
  }

  private void readMessage() {
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      Part part = cursor.in(Part.NAMES);
      if (part == null) {
        cursor.skip();
      } else {
        readPart(part);
      }
    }
  }

  /** Notes a part that is neither null nor empty. */
  private void readPart(Part part) {
    Kind kind = cursor.kind();
    int from = cursor.position();
    boolean some = false;
    switch (kind) {
      case STRING -> {
        cursor.skip();
        some = cursor.textBytes() > 0;
      }
      case ARRAY -> {
        cursor.enter();
        while (cursor.nextElement()) {
          cursor.skip();
          some = true;
        }
      }
      case OBJECT -> {
        cursor.enter();
        while (cursor.nextMember()) {
          cursor.skip();
          some = true;
        }
      }
      case NUMBER, TRUE, FALSE, NULL, NOTHING -> cursor.skip();
    }
    if (some) {
      content = true;
      contentBytes += cursor.position() - from;
      note(part, kind);
    }
  }

  private void note(Part part, Kind kind) {
    if (part == Part.CONTENT && kind == Kind.STRING && textTo == 0) {
      textTo = cursor.position() - 1;
      textFrom = textTo - cursor.textBytes();
    } else {
      moreThanText = true;
      reasoning |= part == Part.REASONING || part == Part.REASONING_CONTENT;
    }
  }

  private void readFinish() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    if (string && cursor.textBytes() > 0) {
      finish = cursor.in(GaveUp.NAMES) == null ? Finish.FINISHED : Finish.ABORTED;
    }
  }
}
