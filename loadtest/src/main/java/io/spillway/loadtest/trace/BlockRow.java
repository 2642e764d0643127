package io.spillway.loadtest.trace;

/**
 * One recorded request with the identity of its prompt, block by block.
 *
 * @param arrivalMs milliseconds since the first row, on the grid of the recording
 * @param inputTokens tokens of its prompt
 * @param outputTokens tokens of its answer
 * @param blocks one number per block of {@link BlockTrace#BLOCK_TOKENS} tokens, the last one
 *     perhaps partly filled; equal numbers mean equal text up to there; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost
public record BlockRow(long arrivalMs, int inputTokens, int outputTokens, int[] blocks) {
  /** Refuses rows that no request can have. */
  public BlockRow {
    if (arrivalMs < 0
        || inputTokens < 1
        || outputTokens < 1
        || blocks.length != Math.ceilDiv(inputTokens, BlockTrace.BLOCK_TOKENS)) {
      throw new IllegalArgumentException(
          "row: %d,%d,%d with %d blocks (expected: one block per %d tokens begun)"
              .formatted(
                  arrivalMs, inputTokens, outputTokens, blocks.length, BlockTrace.BLOCK_TOKENS));
    }
  }
}
