package io.spillway.gateway.fleet;

import io.spillway.router.AffinityResult;
import io.spillway.router.Explanation;
import io.spillway.router.PlacementReason;
import io.spillway.router.RejectReason;
import io.spillway.router.Slot;
import io.spillway.router.Ticket;

/**
 * What a model decided on a request. A place that is granted is taken already, and must be given
 * back exactly once.
 */
public sealed interface Decision {
  /** A slot on a pod. */
  record OnPod(Slot slot, PlacementReason reason, AffinityResult affinity, Explanation explanation)
      implements Decision {}

  /**
   * A place on an overflow target.
   *
   * @param estimatedSeconds expected time to the first token there
   */
  record OnTarget(
      Target target,
      Slot slot,
      PlacementReason reason,
      double estimatedSeconds,
      Explanation explanation)
      implements Decision {}

  /**
   * It waits; its waiter is told.
   *
   * @param position requests ahead of it now
   */
  record Waits(Ticket ticket, int position) implements Decision {}

  /**
   * It is refused.
   *
   * @param retryAfterSeconds when to come back, 1 to 60
   */
  record Refused(RejectReason reason, int retryAfterSeconds) implements Decision {}
}
