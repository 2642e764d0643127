package io.spillway.router;

/** Why a request was refused a place. */
public enum RejectReason implements Labeled {
  /** Every pod is full and the queue has reached its bound: contended, come back. */
  QUEUE_FULL("queue_full", true),
  /** The longest wait passed while pods were serving: contended, come back. */
  WAIT_EXPIRED("wait_expired", true),
  /** No pod serves, and none is on its way. */
  NO_CAPACITY("no_capacity", false),
  /** The longest wait passed and no pod had become ready. */
  NOTHING_CAME_UP("nothing_came_up", false),
  /** Every pod that may serve has already failed this request. */
  NO_OTHER_ENDPOINT("no_other_endpoint", false),
  /** The only pod that could serve it is there, but does not serve now. */
  PINNED_AWAY("pinned_away", false),
  /** The only endpoint that could serve it has left, and took along what it kept. */
  PINNED_GONE("pinned_gone", false);

  private final String label;
  private final boolean contended;

  RejectReason(String label, boolean contended) {
    this.label = label;
    this.contended = contended;
  }

  @Override
  public String label() {
    return label;
  }

  /** True when pods are serving and merely busy; false when nothing is there to serve. */
  public boolean contended() {
    return contended;
  }
}
