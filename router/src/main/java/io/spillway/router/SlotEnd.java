package io.spillway.router;

/**
 * How a request on a pod ended, for what is learned from it. Tokens are as the engine counted; -1
 * is unknown.
 *
 * @param completed true when the answer was whole: the time it took says something about the pod
 * @param promptTokens tokens of the prompt
 * @param cachedTokens tokens of the prompt that the engine took from its cache
 * @param outputTokens tokens of the answer
 */
public record SlotEnd(boolean completed, int promptTokens, int cachedTokens, int outputTokens) {
  /** It was whole, and nothing was counted. */
  public static final SlotEnd COMPLETED = new SlotEnd(true, -1, -1, -1);

  /** It was not whole. */
  public static final SlotEnd INCOMPLETE = new SlotEnd(false, -1, -1, -1);
}
