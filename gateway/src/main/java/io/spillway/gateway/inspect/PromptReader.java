package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;

/**
 * Reads {@code prompt} or {@code input}: one text, a list of texts, one list of tokens, or a list
 * of such lists.
 */
final class PromptReader {
  private final JsonCursor cursor;
  private long count;
  private long textBytes;
  private long tokens;

  PromptReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** How many prompts there are. */
  long count() {
    return count;
  }

  /** Bytes of all texts, as they are written. */
  long textBytes() {
    return textBytes;
  }

  /** Tokens given as numbers. */
  long tokens() {
    return tokens;
  }

  void read() {
    long before = count;
    long tokensBefore = tokens;
    if (cursor.kind() == Kind.ARRAY) {
      cursor.enter();
      while (cursor.nextElement()) {
        prompt();
      }
      if (count == before && tokens > tokensBefore) {
        count++;
      }
    } else {
      prompt();
    }
  }

  /** Reads {@code prompt_embeds}: more prompts, as opaque strings. */
  void readEmbeds() {
    Kind kind = cursor.kind();
    if (kind == Kind.ARRAY) {
      cursor.enter();
      while (cursor.nextElement()) {
        cursor.skip();
        count++;
      }
    } else {
      cursor.skip();
      count += kind == Kind.STRING ? 1 : 0;
    }
  }

  private void prompt() {
    switch (cursor.kind()) {
      case STRING -> {
        cursor.skip();
        textBytes += cursor.textBytes();
        count++;
      }
      case NUMBER -> {
        cursor.skip();
        tokens++;
      }
      case ARRAY -> {
        cursor.enter();
        while (cursor.nextElement()) {
          tokens += cursor.kind() == Kind.NUMBER ? 1 : 0;
          cursor.skip();
        }
        count++;
      }
      case OBJECT, TRUE, FALSE, NULL, NOTHING -> cursor.skip();
    }
  }
}
