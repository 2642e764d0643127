package io.spillway.gateway.observe;

import java.util.List;

/**
 * One model at the moment of a scrape; the gauges are read from it.
 *
 * @param model its configured name
 * @param waiting requests in the gateway's queue
 * @param inFlight requests on its own pods
 * @param capacity slots of the pods that admit
 * @param spilled requests on overflow targets
 * @param desired pods wanted; -1 when nobody decides
 * @param ready pods that take requests
 * @param endpoints every pod that is known or still serves
 * @param targets every overflow target
 */
public record ModelView(
    String model,
    int waiting,
    int inFlight,
    int capacity,
    int spilled,
    int desired,
    int ready,
    List<EndpointGauge> endpoints,
    List<TargetGauge> targets) {
  /**
   * One pod.
   *
   * @param phaseLabel its phase: one of {@link Meters#ENDPOINT_STATES}
   * @param inFlight requests of this gateway on it
   * @param engineWaiting requests waiting in the engine's own queue; NaN when unknown
   */
  public record EndpointGauge(String name, String phaseLabel, int inFlight, double engineWaiting) {}

  /**
   * One overflow target.
   *
   * @param stateLabel its state: one of {@link Meters#TARGET_STATES}
   */
  public record TargetGauge(String name, String stateLabel) {}

  public ModelView {
    endpoints = List.copyOf(endpoints);
    targets = List.copyOf(targets);
  }

  int demand() {
    return inFlight + waiting + spilled;
  }

  double saturation() {
    return capacity == 0
        ? (inFlight + waiting > 0 ? 1 : 0)
        : (inFlight + waiting) / (double) capacity;
  }
}
