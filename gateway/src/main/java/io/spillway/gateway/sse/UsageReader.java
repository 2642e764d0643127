package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;

/** Reads {@code usage}. */
final class UsageReader {
  private enum Key {
    PROMPT_TOKENS("prompt_tokens"),
    COMPLETION_TOKENS("completion_tokens"),
    PROMPT_TOKENS_DETAILS("prompt_tokens_details");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private enum Detail {
    CACHED_TOKENS;

    static final Names<Detail> NAMES = Names.of(Detail.class, detail -> "cached_tokens");
  }

  private final JsonCursor cursor;
  private boolean given;
  private int promptTokens;
  private int outputTokens;
  private int cachedTokens;

  UsageReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  void clear() {
    given = false;
    promptTokens = 0;
    outputTokens = 0;
    cachedTokens = -1;
  }

  /** Reads the value that stands next; null or anything but an object reports nothing. */
  void read() {
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    given = true;
    cursor.enter();
    while (cursor.nextMember()) {
      switch (cursor.in(Key.NAMES)) {
        case PROMPT_TOKENS -> promptTokens = count(0);
        case COMPLETION_TOKENS -> outputTokens = count(0);
        case PROMPT_TOKENS_DETAILS -> readDetails();
        case null -> cursor.skip();
      }
    }
  }

  /** Whether usage was reported. */
  boolean given() {
    return given;
  }

  int promptTokens() {
    return promptTokens;
  }

  int outputTokens() {
    return outputTokens;
  }

  /** -1 when unknown. */
  int cachedTokens() {
    return cachedTokens;
  }

  private void readDetails() {
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      if (cursor.in(Detail.NAMES) != null) {
        cachedTokens = count(-1);
      } else {
        cursor.skip();
      }
    }
  }

  private int count(int otherwise) {
    boolean number = cursor.kind() == Kind.NUMBER;
    cursor.skip();
    long value = number ? cursor.integer() : JsonCursor.NOT_INTEGER;
    return value < 0 ? otherwise : (int) Math.min(Integer.MAX_VALUE, value);
  }
}
