package io.spillway.gateway.sse;

import io.spillway.router.SlotEnd;
import io.spillway.router.health.Verdict;

/**
 * Tokens of one answer.
 *
 * @param promptTokens as the engine reported them; 0 when it did not
 * @param cachedTokens those of them that came from a cache; -1 when unknown
 * @param outputTokens as the engine reported them, else an estimate
 * @param reported true when the engine reported
 */
public record TokenUsage(int promptTokens, int cachedTokens, int outputTokens, boolean reported) {
  /**
   * The end of the request that used them.
   *
   * @param completed true when its answer was whole
   */
  public SlotEnd slotEnd(boolean completed) {
    return new SlotEnd(
        completed ? Verdict.SUCCESS : Verdict.UNKNOWN,
        0,
        reported ? promptTokens : -1,
        cachedTokens,
        reported ? outputTokens : -1);
  }
}
