package io.spillway.router;

import org.jspecify.annotations.Nullable;

/**
 * What was found best for one request among the pods in its reach.
 *
 * @param compared false when nothing was compared, because no pod has room
 * @param open the best pod that has room; null for none
 * @param worthWaitingFor a full pod at which it would have its first token sooner than at {@code
 *     open}, the wait included; null for none
 * @param expected the pod its session was last on, else the first in the session's order; null when
 *     it has no session
 * @param sentBefore tokens of its prompt that {@code open} was sent before
 * @param cachedTokens those of them that are believed to be cached
 * @param workAhead on other prompts, which {@code open} does before
 * @param seconds expected to the first token at {@code open}; where it is null, at the best of the
 *     full ones; NaN when unknown
 * @param secondsIfItWaits expected to the first token at {@code worthWaitingFor}; NaN when null
 */
record Choice(
    boolean compared,
    @Nullable Pod open,
    @Nullable Pod worthWaitingFor,
    @Nullable Pod expected,
    int sentBefore,
    int cachedTokens,
    double workAhead,
    double seconds,
    double secondsIfItWaits) {
  /** Of a request that was not compared: no pod has room. */
  static final Choice NONE = new Choice(false, null, null, null, 0, 0, 0, Double.NaN, Double.NaN);

  /** Of a request for which no pod has room. */
  static Choice none(@Nullable Pod expected, double seconds) {
    return new Choice(true, null, null, expected, 0, 0, 0, seconds, Double.NaN);
  }
}
