package io.spillway.gateway.config;

import java.util.Optional;

/**
 * The bounds of the replica count.
 *
 * @param mode whether a count is computed at all
 * @param min fewest replicas; not above {@code max}
 * @param max most replicas; at least 1
 * @param targetPerPod requests in flight per pod to aim at; absent: derived from what was learned
 */
public record ScalingConfig(ScalingMode mode, int min, int max, Optional<Integer> targetPerPod) {
  /** Fewest replicas when nothing is said. */
  public static final int MIN = 1;

  /** Most replicas when nothing is said and the model does not already have more pods. */
  public static final int MAX = 10;
}
