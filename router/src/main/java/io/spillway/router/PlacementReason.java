package io.spillway.router;

/** Why a request went where it went. */
public enum PlacementReason implements Labeled {
  /** The pod the session was last on, else the first in its order. */
  HOME("home"),
  /** The session's pod is full, over its share, or would take longer than another. */
  MOVED("moved"),
  /** The request carries no session: the least loaded pod. */
  LEAST_LOADED("least_loaded"),
  /** The request carries no session: the best of the pods, which was sent its prefix before. */
  PREFIX("prefix"),
  /** What the request goes on from is kept there and nowhere else. */
  PINNED("pinned"),
  /** An earlier attempt failed before any content: another pod. */
  RETRY("retry"),
  /** Every pod is full and waiting would break the objective: a faster target. */
  FULL("full"),
  /** A first token from a pod would break the objective, though there is room: a faster target. */
  SLOW("slow"),
  /** Every pod is full, and so is the queue. */
  QUEUE_FULL("queue_full"),
  /** The request waited as long as it may. */
  WAIT_EXPIRED("wait_expired"),
  /** No pod can serve now. */
  NOTHING_READY("nothing_ready"),
  /** No pod is left that has not failed this request. */
  PODS_FAILED("pods_failed");

  private final String label;

  PlacementReason(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
