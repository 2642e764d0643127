package io.spillway.router;

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
   */
  record Queue(Ticket ticket, int position, double estimatedSeconds) implements Placement {}

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
