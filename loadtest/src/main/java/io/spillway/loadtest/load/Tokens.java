package io.spillway.loadtest.load;

/**
 * Tokens the engines reported.
 *
 * @param prompt of prompts
 * @param cached those of them found in a prefix cache
 * @param completion of answers
 */
public record Tokens(long prompt, long cached, long completion) {
  /** The share of prompt tokens that were cached. */
  public double cachedShare() {
    return prompt == 0 ? 0 : cached / (double) prompt;
  }
}
