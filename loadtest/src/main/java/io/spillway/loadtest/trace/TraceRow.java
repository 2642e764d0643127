package io.spillway.loadtest.trace;

/**
 * One recorded request.
 *
 * @param arrivalMs milliseconds since the first row
 * @param inputTokens tokens of its prompt
 * @param outputTokens tokens of its answer
 */
public record TraceRow(long arrivalMs, int inputTokens, int outputTokens) {
  /** Refuses rows that no request can have. */
  public TraceRow {
    if (arrivalMs < 0 || inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          "row: %d,%d,%d (expected: no negative value)"
              .formatted(arrivalMs, inputTokens, outputTokens));
    }
  }
}
