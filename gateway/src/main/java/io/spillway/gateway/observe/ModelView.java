package io.spillway.gateway.observe;

import io.spillway.router.PoolSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param memory what its pool remembers
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
    PoolSnapshot.Memory memory,
    List<EndpointGauge> endpoints,
    List<TargetGauge> targets) {
  /**
   * One pod.
   *
   * @param phaseLabel its phase: one of {@link Meters#ENDPOINT_STATES}
   * @param engineWaiting requests waiting in the engine's own queue; NaN when unknown
   * @param place what its pool knows of it; null when it is not there yet
   */
  public record EndpointGauge(
      String name,
      String phaseLabel,
      double engineWaiting,
      PoolSnapshot.@Nullable Endpoint place) {}

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
