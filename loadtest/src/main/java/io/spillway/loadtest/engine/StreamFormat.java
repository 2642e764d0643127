package io.spillway.loadtest.engine;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one stream, byte for byte as engines write them in some API. A format may remember
 * what it has written: each part is asked for once, in the order in which it is sent.
 */
interface StreamFormat {
  Buffer COMMENT = Buffer.buffer(":\n\n");

  /** What stands before the first token, such as roles. */
  Buffer opening();

  /** Whether the opening is written before the engine has done anything, with the head. */
  default boolean opensWithHead() {
    return false;
  }

  /**
   * The tokens of a choice from one to before another.
   *
   * @param usage what was used so far, if each event says it
   */
  Buffer tokens(TokenText text, Span span, @Nullable Usage usage);

  /** The end of a choice. */
  Buffer finish(int choice, String reason, Usage usage);

  /** What was used, after the last choice; nothing unless the API says it there. */
  default Buffer usage(Usage usage) {
    return Buffer.buffer();
  }

  /** The event by which clients know that the stream is whole. */
  Buffer done(Usage usage);

  /** An error in the stream; null when the engine rather breaks the connection. */
  @Nullable Buffer error(EngineError error);

  /** Whether the end mark follows an error. */
  default boolean doneAfterError() {
    return false;
  }

  /** What is sent when nothing was said for a while. */
  default Buffer ping() {
    return COMMENT;
  }

  /** Tokens of a choice, from one to before another. */
  record Span(int choice, int from, int to) {}
}
