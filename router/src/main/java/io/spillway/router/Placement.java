package io.spillway.router;

import org.jspecify.annotations.Nullable;

/** The outcome of placing one request. Exhaustive: a new outcome breaks every switch over it. */
public sealed interface Placement {
  /**
   * Send it to a pod; the slot is taken and must be released exactly once.
   *
   * @param explanation what was compared
   */
  record Dispatch(
      Slot slot, PlacementReason reason, AffinityResult affinity, Explanation explanation)
      implements Placement {}

  /**
   * Hold it: a place is expected in time.
   *
   * @param position requests ahead of it
   * @param estimatedSeconds expected wait; NaN when unknown
   * @param preempted a slot whose request is to be put back to make room for this one; null for none
   */
  record Queue(Ticket ticket, int position, double estimatedSeconds, @Nullable Slot preempted)
      implements Placement {
    /** It waits, and nobody makes room for it. */
    public Queue(Ticket ticket, int position, double estimatedSeconds) {
      this(ticket, position, estimatedSeconds, null);
    }
  }

  /**
   * Send it to an overflow target; its concurrency is still to be acquired there.
   *
   * @param estimatedSeconds expected time to the first token there
   * @param explanation what was compared
   */
  record Overflow(
      EndpointId target, PlacementReason reason, double estimatedSeconds, Explanation explanation)
      implements Placement {}

  /**
   * Refuse it.
   *
   * @param retryAfterSeconds when to come back, 1 to 60
   */
  record Reject(RejectReason reason, int retryAfterSeconds) implements Placement {}
}
