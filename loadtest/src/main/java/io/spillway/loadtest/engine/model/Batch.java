package io.spillway.loadtest.engine.model;

/**
 * What one step computes, as far as its time depends on it.
 *
 * @param prefillTokens prompt tokens
 * @param prefillPairs pairs of a prompt token and a token it looks at
 * @param decodes sequences that decode one token
 * @param decodeContext tokens these look at
 * @param sequences sequences in the step
 */
public record Batch(
    long prefillTokens, double prefillPairs, int decodes, long decodeContext, int sequences) {
  /** Nothing to compute. */
  public static final Batch EMPTY = new Batch(0, 0, 0, 0, 0);

  /** This and {@code tokens} new prompt tokens of a sequence after {@code present} others. */
  public Batch plusPrefill(int tokens, int present) {
    double pairs = tokens * (present + tokens / 2.0);
    return new Batch(
        prefillTokens + tokens, prefillPairs + pairs, decodes, decodeContext, sequences + 1);
  }

  /** This and one token of a sequence with {@code context} tokens. */
  public Batch plusDecode(int context) {
    return new Batch(
        prefillTokens, prefillPairs, decodes + 1, decodeContext + context, sequences + 1);
  }

  /** All tokens of the step. */
  public long tokens() {
    return prefillTokens + decodes;
  }
}
