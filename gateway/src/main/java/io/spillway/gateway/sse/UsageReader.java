package io.spillway.gateway.sse;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;

/**
 * Reads {@code usage}, in the words of each API. Anthropic counts prompt tokens that have to do
 * with a cache apart from the others; here they are part of the prompt.
 */
final class UsageReader {
  private enum Key {
    PROMPT_TOKENS("prompt_tokens"),
    COMPLETION_TOKENS("completion_tokens"),
    PROMPT_TOKENS_DETAILS("prompt_tokens_details"),
    INPUT_TOKENS("input_tokens"),
    OUTPUT_TOKENS("output_tokens"),
    INPUT_TOKENS_DETAILS("input_tokens_details"),
    CACHE_READ("cache_read_input_tokens"),
    CACHE_CREATION("cache_creation_input_tokens");

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
  private int cacheReadTokens;
  private int cacheCreationTokens;
  private boolean counted;

  UsageReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  void clear() {
    given = false;
    promptTokens = 0;
    outputTokens = 0;
    cachedTokens = -1;
    cacheReadTokens = -1;
    cacheCreationTokens = 0;
    counted = false;
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
        case PROMPT_TOKENS, INPUT_TOKENS -> promptTokens = count(0);
        case COMPLETION_TOKENS, OUTPUT_TOKENS -> outputTokens = count(0);
        case PROMPT_TOKENS_DETAILS, INPUT_TOKENS_DETAILS -> readDetails();
        case CACHE_READ -> cacheReadTokens = count(-1);
        case CACHE_CREATION -> cacheCreationTokens = count(0);
        case null -> cursor.skip();
      }
    }
  }

  /** Whether usage was reported. */
  boolean given() {
    return given;
  }

  /** Whether the report has a number of tokens, not only of other things such as seconds. */
  boolean counted() {
    return counted;
  }

  int promptTokens() {
    long all = (long) promptTokens + Math.max(0, cacheReadTokens) + cacheCreationTokens;
    return (int) Math.min(Integer.MAX_VALUE, all);
  }

  int outputTokens() {
    return outputTokens;
  }

  /** -1 when unknown. */
  int cachedTokens() {
    return Math.max(cachedTokens, cacheReadTokens);
  }

  /** The report as it stands. */
  TokenUsage tokens() {
    return new TokenUsage(promptTokens(), cachedTokens(), outputTokens, true);
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
    counted |= number;
    long value = number ? cursor.integer() : JsonCursor.NOT_INTEGER;
    return value < 0 ? otherwise : (int) Math.min(Integer.MAX_VALUE, value);
  }
}
