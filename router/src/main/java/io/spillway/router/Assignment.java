package io.spillway.router;

import org.jspecify.annotations.Nullable;

/** One request's part of a pod's load, from its dispatch to its end. */
final class Assignment {
  final Pod pod;
  final RoutingRequest request;

  /** What the pod was remembered by then. */
  final int serial;

  /** Prompt tokens that were sent there before, so that its cache may hold them. */
  final int sentBefore;

  /** What the pod has to compute of its prompt, as {@link PromptWork} counts. */
  final double work;

  /** Work that had to be done before its first token, others' ahead of it included. */
  final double workUntilFirst;

  /** Tokens its answer is expected to have. */
  final double outputTokens;

  /** When the first token came; -1 until then. */
  long firstTokenNanos = -1;

  /** By which the pod's health knows it. */
  long pass;

  /** Its slot, once it is taken. */
  @Nullable Slot slot;

  /** True when it was asked to make room, or would not. */
  boolean preempted;

  /** When its slot was taken. */
  long takenNanos() {
    return slot == null ? Long.MIN_VALUE : slot.takenNanos();
  }

  // Neighbours in the pod's backlog, while it is in it.
  @Nullable Assignment before;
  @Nullable Assignment after;
  boolean pending;

  /**
   * A request that is about to be sent.
   *
   * @param sentBefore tokens of the prompt that were sent there before
   * @param cachedTokens those of them that are believed to be cached
   * @param workAhead on other prompts, which the pod does before
   * @param outputTokens its answer is expected to have
   */
  Assignment(
      Pod pod,
      RoutingRequest request,
      int sentBefore,
      int cachedTokens,
      double workAhead,
      double outputTokens) {
    this.pod = pod;
    this.request = request;
    this.serial = pod.serial;
    this.sentBefore = sentBefore;
    this.work = PromptWork.tokens(request.prompt().tokens(), cachedTokens);
    this.workUntilFirst = workAhead + work;
    this.outputTokens = outputTokens;
  }
}
