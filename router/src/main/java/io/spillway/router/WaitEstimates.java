package io.spillway.router;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how long requests wait for a slot of one pool: from how many wait, how many slots there
 * are and how long slots were held.
 */
final class WaitEstimates {
  private static final double PRIOR_HOLD_SECONDS = 5;

  private final Map<EndpointId, Pod> pods;
  private final WaitingLine queue;
  private final Average holdSeconds = new Average(PRIOR_HOLD_SECONDS);

  /** Estimates for a pool with these pods and this queue, as they are whenever it is asked. */
  WaitEstimates(Map<EndpointId, Pod> pods, WaitingLine queue) {
    this.pods = pods;
    this.queue = queue;
  }

  /** Learns how long one slot was held. */
  void held(double seconds) {
    holdSeconds.add(seconds);
  }

  /** Slots of all pods that admit. */
  int slots() {
    int slots = 0;
    for (Pod pod : pods.values()) {
      slots += pod.admits ? pod.slots : 0;
    }
    return slots;
  }

  /** Whether a waiting request with this pin will take a slot that an unpinned one could have. */
  boolean competes(@Nullable EndpointId pin) {
    Pod pod = pin == null ? null : pods.get(pin);
    return pin == null || (pod != null && pod.admits);
  }

  /** How many that compete stand before an unpinned request that joins the queue now. */
  int ahead() {
    return queue.size(this::competes);
  }

  /** Seconds that an unpinned request waits behind so many that compete. */
  double behind(int ahead) {
    int slots = slots();
    return slots == 0 ? Double.POSITIVE_INFINITY : (ahead + 1) * holdSeconds.value() / slots;
  }

  /**
   * Seconds that a request waits: behind so many, or in the whole line for the pod of its pin. NaN:
   * unknown.
   */
  double of(RoutingRequest request, int ahead) {
    if (request.pin() == null) {
      return behind(ahead);
    }
    Pod pod = pods.get(request.pin());
    if (pod == null || !pod.admits) {
      return Double.NaN;
    }
    double others = (double) queue.size(_ -> false) * pod.slots / slots();
    return (1 + queue.pinnedTo(pod.id) + others) * holdSeconds.value() / pod.slots;
  }
}
