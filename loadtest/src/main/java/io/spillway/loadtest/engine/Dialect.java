package io.spillway.loadtest.engine;

import java.util.List;

/** How one API writes answers to one request: as a stream, in one piece, and in errors. */
interface Dialect {
  /** The id of an answer. */
  String id(String requestId);

  /** Whether prompts are conversations; else they are texts. */
  boolean chat();

  /** The events of a stream. */
  StreamFormat stream(GenerationRequest request, long createdSeconds);

  /** The answer in one piece. */
  Whole whole(GenerationRequest request, Answer answer);

  /** The shape of error answers. */
  ErrorShape errors();

  /** An answer in one piece, and what it is. */
  record Whole(String contentType, String body) {
    static Whole json(String body) {
      return new Whole("application/json", body);
    }
  }

  /**
   * All that was said.
   *
   * @param createdSeconds when the request came
   */
  record Answer(List<Choice> choices, Usage usage, long createdSeconds) {}

  /**
   * One choice that ended.
   *
   * @param thoughts what the model thought first; empty if it did not
   * @param text what it said, or the words of its call
   * @param reason why it ended
   */
  record Choice(String thoughts, String text, String reason) {
    boolean aborted() {
      return reason.equals("abort");
    }
  }
}
