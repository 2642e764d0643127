package io.spillway.router;

import org.jspecify.annotations.Nullable;

/** One request's part of a pod's load, from its dispatch to its end. */
final class Assignment {
  final Pod pod;
  final RoutingRequest request;

  /** Prompt tokens that were sent there before, so that its cache may hold them. */
  final int sentBefore;

  /** Prompt tokens the pod has to compute for it. */
  final int uncachedTokens;

  /** Tokens that had to be computed before its first token, others' ahead of it included. */
  final double tokensUntilFirst;

  /** Tokens its answer is expected to have. */
  final double outputTokens;

  /** When the first token came; -1 until then. */
  long firstTokenNanos = -1;

  /** By which the pod's health knows it. */
  long pass;

  /** Its slot, once it is taken. */
  @Nullable Slot slot;

  /** True when it was asked to make room. */
  boolean preempted;

  // Neighbours in the pod's backlog, while it is in it.
  @Nullable Assignment before;
  @Nullable Assignment after;
  boolean pending;

  /**
   * A request that is about to be sent.
   *
   * @param sentBefore tokens of the prompt that were sent there before
   * @param cachedTokens those of them that are believed to be cached
   * @param tokensAhead of other prompts the pod computes before
   * @param outputTokens its answer is expected to have
   */
  Assignment(
      Pod pod,
      RoutingRequest request,
      int sentBefore,
      int cachedTokens,
      double tokensAhead,
      double outputTokens) {
    this.pod = pod;
    this.request = request;
    this.sentBefore = sentBefore;
    this.uncachedTokens = Math.max(0, request.prompt().tokens() - cachedTokens);
    this.tokensUntilFirst = tokensAhead + uncachedTokens;
    this.outputTokens = outputTokens;
  }
}
