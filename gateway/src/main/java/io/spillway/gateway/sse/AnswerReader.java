package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.sse.AnswerFacts.Outcome;

/** Reads whole answers, those that are no streams. */
public final class AnswerReader {
  private AnswerReader() {}

  /** What an answer to a request of the given kind says. */
  public static AnswerFacts read(byte[] body, ApiKind kind) {
    var said = new Said();
    boolean valid = said.read(body, 0, body.length);
    return new AnswerFacts(valid ? outcome(said, kind) : Outcome.NOT_JSON, usage(said, valid));
  }

  private static Outcome outcome(Said said, ApiKind kind) {
    if (said.error()) {
      return Outcome.ERROR;
    }
    boolean complete =
        kind == ApiKind.EMBEDDINGS
            ? said.data()
            : said.choices() > 0
                && !said.aborted()
                && said.finished().cardinality() == said.choices();
    return complete ? Outcome.COMPLETE : Outcome.INCOMPLETE;
  }

  private static TokenUsage usage(Said said, boolean valid) {
    if (!valid) {
      return new TokenUsage(0, -1, 0, false);
    }
    var usage = said.usage();
    if (usage.given()) {
      return new TokenUsage(usage.promptTokens(), usage.cachedTokens(), usage.outputTokens(), true);
    }
    return new TokenUsage(
        0, -1, (int) Math.min(Integer.MAX_VALUE, (said.contentBytes() + 3) / 4), false);
  }
}
