package io.spillway.router;

import java.util.List;

/**
 * A pool at one moment, for metrics and pages.
 *
 * @param endpoints every pod that is known or still serves
 * @param waiting requests in the queue
 * @param inFlight requests on pods
 * @param capacity slots of the pods that admit
 */
public record PoolSnapshot(List<Endpoint> endpoints, int waiting, int inFlight, int capacity) {
  /**
   * One pod.
   *
   * @param slots requests it may serve now, 0 when it does not admit
   */
  public record Endpoint(
      EndpointId id, boolean admits, boolean comingUp, int inFlight, int slots) {}

  public PoolSnapshot {
    endpoints = List.copyOf(endpoints);
  }

  /** Pods that take requests. */
  public int ready() {
    return (int) endpoints.stream().filter(Endpoint::admits).count();
  }

  /** Pods that will take requests soon. */
  public int comingUp() {
    return (int) endpoints.stream().filter(Endpoint::comingUp).count();
  }

  /** Requests in flight or waiting per slot; unbounded above, 0 for an idle or empty pool. */
  public double saturation() {
    return capacity == 0 ? (waiting > 0 ? 1 : 0) : (inFlight + waiting) / (double) capacity;
  }
}
