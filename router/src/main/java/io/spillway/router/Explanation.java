package io.spillway.router;

import java.util.List;

/**
 * What a decision compared.
 *
 * @param promptTokens estimated tokens of the prompt
 * @param seconds expected seconds to the first token at the place that was chosen; NaN when unknown
 * @param cachedTokens prompt tokens believed to be cached there
 * @param backlogSeconds mean work ahead per pod, lately: what lost cache is weighed with
 * @param candidates the pods, the best first; at most {@value #CANDIDATES_MAX} of them
 */
public record Explanation(
    int promptTokens,
    double seconds,
    int cachedTokens,
    double backlogSeconds,
    List<Candidate> candidates) {
  /** Pods shown. */
  public static final int CANDIDATES_MAX = 16;

  /** Of a decision in which no pod had a part. */
  public static final Explanation NONE = new Explanation(0, Double.NaN, 0, 0, List.of());

  /**
   * One pod as it was compared.
   *
   * @param seconds expected seconds to the first token there
   * @param waitSeconds the part of it that is waiting for a slot
   * @param aheadTokens of other prompts that the pod computes before
   * @param cachedTokens of this prompt, believed to be cached there
   * @param score {@code seconds} and the price of the cache that is lost: the least wins
   */
  public record Candidate(
      EndpointId endpoint,
      Standing standing,
      double seconds,
      double waitSeconds,
      double aheadTokens,
      int cachedTokens,
      double score) {}

  public Explanation {
    candidates = List.copyOf(candidates);
  }
}
