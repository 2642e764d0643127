package io.spillway.router;

/**
 * One pod as the fleet sees it now.
 *
 * @param id its name
 * @param identity what it is the same by on every gateway, such as its address; input of the
 *     rendezvous hash
 * @param admits true when it may take requests
 * @param comingUp true when it does not admit yet but is on its way (probing, warming)
 * @param weight its share while ramping, in (0, 1]; only ratios between pods count
 */
public record EndpointView(
    EndpointId id, String identity, boolean admits, boolean comingUp, double weight) {
  public EndpointView {
    if (!(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: in (0, 1])");
    }
  }

  /** A pod that takes its full share. */
  public static EndpointView serving(String name) {
    return new EndpointView(new EndpointId(name), name, true, false, 1);
  }
}
