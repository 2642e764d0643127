package io.spillway.warmup;

/** Something that happened to a pod, or was seen of it. */
public sealed interface PodEvent {
  /** The number of the call this answers; 0 when it answers none. */
  default long attempt() {
    return 0;
  }

  /** Nothing but time passed. */
  record Wake() implements PodEvent {}

  /**
   * A health probe succeeded.
   *
   * @param served what the pod's metrics said, if they were asked
   */
  record ProbePassed(long attempt, ServedBefore served) implements PodEvent {}

  /**
   * A health probe failed.
   *
   * @param refused true when nothing listens there
   */
  record ProbeFailed(long attempt, String reason, boolean refused) implements PodEvent {}

  /**
   * A completion arrived whole.
   *
   * @param firstTokenNanos time from asking to its first real content
   */
  record PromptPassed(long attempt, long firstTokenNanos) implements PodEvent {}

  /**
   * A completion failed.
   *
   * @param refused true when nothing listens there
   */
  record PromptFailed(long attempt, String reason, boolean refused) implements PodEvent {}

  /** A user's request was refused a connection. */
  record Refused() implements PodEvent {}

  /**
   * The engine's process is a new one.
   *
   * @param why what showed it
   */
  record Restarted(String why) implements PodEvent {}

  /** The engine sleeps: healthy, and answers nothing. */
  record Asleep() implements PodEvent {}

  /** The engine does not sleep. */
  record Awake() implements PodEvent {}

  /**
   * The number of requests on it.
   *
   * @param count not negative
   */
  record InFlight(int count) implements PodEvent {
    public InFlight {
      if (count < 0) {
        throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
      }
    }
  }

  /** It is not wanted any more. */
  record Removed() implements PodEvent {}
}
