package io.spillway.router;

/** What stands between a request and one pod. */
public enum Standing implements Labeled {
  /** It could go there. */
  OPEN("open"),
  /** It could, but the pod has more than its share of all requests. */
  OVER_SHARE("over_share"),
  /** Every slot is taken. */
  FULL("full"),
  /** It failed too often, or said that it is full; it is left alone for a while. */
  RESTING("resting"),
  /** It has failed this request. */
  TRIED("tried"),
  /** It does not serve the adapter. */
  NO_ADAPTER("no_adapter"),
  /** It takes no requests: it warms up or leaves. */
  AWAY("away");

  private final String label;

  Standing(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
