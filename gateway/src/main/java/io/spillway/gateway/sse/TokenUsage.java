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
   * @param verdict what it says of the pod
   * @param retryAfterSeconds when a pod that refused wants to be asked again; 0: not said
   */
  public SlotEnd slotEnd(Verdict verdict, int retryAfterSeconds) {
    return new SlotEnd(
        verdict,
        retryAfterSeconds,
        reported ? promptTokens : -1,
        cachedTokens,
        reported ? outputTokens : -1);
  }
}
