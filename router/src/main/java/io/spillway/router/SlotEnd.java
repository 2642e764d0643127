package io.spillway.router;

import io.spillway.router.health.Verdict;

/**
 * How a request on a pod ended, for what is learned from it. Tokens are as the engine counted; -1
 * is unknown.
 *
 * @param verdict what it says of the pod
 * @param retryAfterSeconds when a pod that refused wants to be asked again; 0: not said
 * @param promptTokens tokens of the prompt
 * @param cachedTokens tokens of the prompt that the engine took from its cache
 * @param outputTokens tokens of the answer
 */
public record SlotEnd(
    Verdict verdict, int retryAfterSeconds, int promptTokens, int cachedTokens, int outputTokens) {
  /** It was whole, and nothing was counted. */
  public static final SlotEnd COMPLETED = of(Verdict.SUCCESS);

  /** It was not whole, and the pod had no part in that. */
  public static final SlotEnd INCOMPLETE = of(Verdict.UNKNOWN);

  /** An end of which nothing was counted. */
  public static SlotEnd of(Verdict verdict) {
    return new SlotEnd(verdict, 0, -1, -1, -1);
  }

  /** True when the answer was whole: the time it took says something about the pod. */
  public boolean completed() {
    return verdict == Verdict.SUCCESS;
  }
}
