package io.spillway.loadtest.engine.model;

/**
 * One sequence asked of an engine.
 *
 * @param promptTokens tokens of the prompt
 * @param outputTokens tokens it will produce
 * @param blockHashes chained hashes of its full blocks, those of the prompt first; blocks beyond
 *     them are never shared
 */
@SuppressWarnings("ArrayRecordComponent") // Owned by the sequence from here on; never compared.
public record SequenceRequest(int promptTokens, int outputTokens, long[] blockHashes) {
  public SequenceRequest {
    if (promptTokens < 1) {
      throw new IllegalArgumentException("promptTokens: " + promptTokens + " (expected: >= 1)");
    }
    if (outputTokens < 1) {
      throw new IllegalArgumentException("outputTokens: " + outputTokens + " (expected: >= 1)");
    }
  }

  /** Blocks the sequence needs at its end; the last token produced needs no room. */
  public int blocksMax() {
    return Math.ceilDiv(promptTokens + outputTokens - 1, EngineProfile.BLOCK_TOKENS);
  }
}
