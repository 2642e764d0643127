package io.spillway.router;

import org.jspecify.annotations.Nullable;

/**
 * What was found best for one request among the pods in its reach.
 *
 * @param open the best pod that has room; null for none
 * @param worthWaitingFor a full pod at which it would have its first token sooner than at {@code
 *     open}, the wait included; null for none
 * @param expected the pod its session was last on, else the first in the session's order; null when
 *     it has no session
 * @param sentBefore tokens of its prompt that {@code open} was sent before
 * @param tokensAhead of other prompts that {@code open} computes before
 * @param explanation what was compared
 */
record Choice(
    @Nullable Pod open,
    @Nullable Pod worthWaitingFor,
    @Nullable Pod expected,
    int sentBefore,
    double tokensAhead,
    Explanation explanation) {
  /** Of a request that was not compared: no pod has room. */
  static final Choice NONE = new Choice(null, null, null, 0, 0, Explanation.NONE);
}
