package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.FinishReason;

/** The way back to one client. */
interface Reply {
  /** The request was taken; what can be said before the first token is said. */
  void begin();

  /**
   * A token was produced.
   *
   * @param last the reason, if the choice ended with it
   * @return false if the reply broke on purpose, so that nothing more need be produced
   */
  boolean token(int choice, int index, int cachedTokens, Ending last);

  /** The engine stopped the request; nothing more is produced. */
  void abort();

  /** Whether a choice ended with a token. */
  enum Ending {
    NOT_YET,
    STOPPED,
    CUT;

    FinishReason reason() {
      return switch (this) {
        case STOPPED -> FinishReason.STOP;
        case CUT -> FinishReason.LENGTH;
        case NOT_YET -> throw new IllegalStateException("not ended (expected: STOPPED or CUT)");
      };
    }
  }
}
