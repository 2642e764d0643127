package io.spillway.router;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the place that an urgent request may have instead of waiting. */
final class Preemption {
  private Preemption() {}

  /**
   * The slot of a bulk request without a token, on a pod that the urgent one could use; null for
   * none. The one that was sent last has lost the least. One that may not wait any more keeps its
   * slot, and none is named twice.
   *
   * @param reach the pods the request may go to
   */
  static @Nullable Slot slotFor(
      RoutingRequest urgent, List<Pod> reach, Placer placer, long nowNanos) {
    if (urgent.terms().priority() != Priority.INTERACTIVE) {
      return null;
    }
    Assignment latest = null;
    for (Pod pod : reach) {
      boolean useful =
          placer.takes(pod, nowNanos)
              && pod.serves(urgent.prompt().adapter())
              && !urgent.tried().contains(pod.id);
      Assignment newest = useful ? pod.backlog.newest(Priority.BULK) : null;
      if (newest != null
          && nowNanos < newest.request.terms().waitUntilNanos()
          && (latest == null || newest.takenNanos() > latest.takenNanos())) {
        latest = newest;
      }
    }
    if (latest == null) {
      return null;
    }
    latest.preempted = true;
    return latest.slot;
  }
}
