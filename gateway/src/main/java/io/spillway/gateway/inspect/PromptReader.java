package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;

/**
 * Reads {@code prompt} or {@code input}: one text, a list of texts, one list of tokens, or a list
 * of such lists.
 */
final class PromptReader {
  private final JsonCursor cursor;
  private final PartRecorder parts = new PartRecorder();
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

  /** Where the first prompt stands: others begin anew. */
  PartRecorder parts() {
    return parts;
  }

  void read() {
    long before = count;
    long tokensBefore = tokens;
    if (cursor.kind() == Kind.ARRAY) {
      int from = cursor.position();
      cursor.enter();
      while (cursor.nextElement()) {
        prompt();
      }
      if (count == before && tokens > tokensBefore) {
        found(PromptParts.Kind.TOKENS, from, cursor.position());
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
        int from = TextReader.textFrom(cursor);
        found(PromptParts.Kind.TEXT, from, from + cursor.textBytes());
      }
      case NUMBER -> {
        cursor.skip();
        tokens++;
      }
      case ARRAY -> {
        int from = cursor.position();
        cursor.enter();
        while (cursor.nextElement()) {
          tokens += cursor.kind() == Kind.NUMBER ? 1 : 0;
          cursor.skip();
        }
        found(PromptParts.Kind.TOKENS, from, cursor.position());
      }
      case OBJECT, TRUE, FALSE, NULL, NOTHING -> cursor.skip();
    }
  }

  private void found(PromptParts.Kind kind, int from, int to) {
    if (count++ == 0) {
      parts.add(kind, from, to);
    }
  }
}
