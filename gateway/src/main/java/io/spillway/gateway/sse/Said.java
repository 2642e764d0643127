package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.util.BitSet;

/**
 * What one JSON object of an answer says, an event's or a whole one: which choices it has and how
 * they stand, what it cost, whether it is an error. Read without allocation, again and again.
 */
final class Said {
  /** The most choices of one answer that are told apart. */
  static final int CHOICES_MAX = 1 << 16;

  private enum Key {
    CHOICES("choices"),
    USAGE("usage"),
    ERROR("error"),
    OBJECT("object"),
    MESSAGE("message"),
    DATA("data");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private enum ErrorObject {
    ERROR;

    static final Names<ErrorObject> NAMES = Names.of(ErrorObject.class, error -> "error");
  }

  private final JsonCursor cursor = new JsonCursor();
  private final ChoiceReader choice = new ChoiceReader(cursor);
  private final UsageReader usage = new UsageReader(cursor);

  private boolean choicesGiven;
  private boolean message;
  private boolean error;
  private boolean nullError;
  private boolean data;
  private int choices;
  private int choicesWithContent;
  private long contentBytes;
  private boolean aborted;
  private final BitSet finished = new BitSet();

  /** Reads an object; false when the bytes are not exactly one. */
  boolean read(byte[] bytes, int from, int to) {
    choicesGiven = false;
    message = false;
    error = false;
    nullError = false;
    data = false;
    choices = 0;
    choicesWithContent = 0;
    contentBytes = 0;
    aborted = false;
    finished.clear();
    usage.clear();
    if (cursor.over(bytes, from, to).kind() != Kind.OBJECT) {
      return false;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      switch (cursor.in(Key.NAMES)) {
        case CHOICES -> readChoices();
        case USAGE -> usage.read();
        case ERROR -> error |= readError();
        case OBJECT -> error |= readObject();
        case MESSAGE -> {
          message = cursor.kind() == Kind.STRING;
          cursor.skip();
        }
        case DATA -> data = readData();
        case null -> cursor.skip();
      }
    }
    return cursor.end();
  }

  /**
   * Whether this is an error: nested, named by {@code object}, or a message where an answer should
   * be. {@code "error": null} is none.
   */
  boolean error() {
    return error || (message && !choicesGiven && !usage.given());
  }

  /** Whether it has a member {@code "error": null}. */
  boolean nullError() {
    return nullError;
  }

  /** How many choices it has. */
  int choices() {
    return choices;
  }

  /** How many of them carry something a reader would see. */
  int choicesWithContent() {
    return choicesWithContent;
  }

  /** Bytes of what a reader would see. */
  long contentBytes() {
    return contentBytes;
  }

  /** Tells what its only choice adds to an answer; {@code bytes} are those it was read from. */
  void tell(byte[] bytes, AnswerSoFar answer) {
    if (choices == 0) {
      return;
    }
    if (choice.reasoning()) {
      answer.reasoning();
    } else if (choices > 1 || choice.moreThanText()) {
      answer.moreThanText();
    } else if (choice.textTo() > choice.textFrom()) {
      answer.text(bytes, choice.textFrom(), choice.textTo());
    }
  }

  /** The indexes of the choices that it finishes well. */
  BitSet finished() {
    return finished;
  }

  /** Whether a choice ended because the engine gave up. */
  boolean aborted() {
    return aborted;
  }

  /** Whether it has a list {@code data} that is not empty. */
  boolean data() {
    return data;
  }

  UsageReader usage() {
    return usage;
  }

  private void readChoices() {
    if (cursor.kind() != Kind.ARRAY) {
      cursor.skip();
      return;
    }
    choicesGiven = true;
    cursor.enter();
    while (cursor.nextElement()) {
      if (cursor.kind() == Kind.OBJECT) {
        choice.read(choices);
        add();
      } else {
        cursor.skip();
      }
      choices++;
    }
  }

  private void add() {
    choicesWithContent += choice.content() ? 1 : 0;
    contentBytes += choice.contentBytes();
    switch (choice.finish()) {
      case OPEN -> {}
      case ABORTED -> aborted = true;
      case FINISHED -> {
        if (choice.index() >= 0 && choice.index() < CHOICES_MAX) {
          finished.set(choice.index());
        }
      }
    }
  }

  private boolean readError() {
    Kind kind = cursor.kind();
    cursor.skip();
    nullError |= kind == Kind.NULL;
    return kind != Kind.NULL && kind != Kind.FALSE;
  }

  private boolean readObject() {
    boolean string = cursor.kind() == Kind.STRING;
    cursor.skip();
    return string && cursor.in(ErrorObject.NAMES) != null;
  }

  private boolean readData() {
    if (cursor.kind() != Kind.ARRAY) {
      cursor.skip();
      return false;
    }
    boolean any = false;
    cursor.enter();
    while (cursor.nextElement()) {
      any = true;
      cursor.skip();
    }
    return any;
  }
}
