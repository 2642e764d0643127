package io.spillway.gateway.fleet;

import io.spillway.warmup.PodStatus;

/** What the keeper of a model's pods tells those who count and log. */
public interface FleetEvents {
  /** A pod entered another phase. */
  void phaseChanged(String model, PodStatus status);

  /**
   * A pod serves for the first time since it was discovered.
   *
   * @param seconds the time that took
   */
  void loaded(String model, double seconds);
}
