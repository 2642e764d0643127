package io.spillway.gateway.fleet;

import io.spillway.router.PoolSnapshot;
import io.spillway.router.scale.Demand;
import java.util.List;

/**
 * A model at one moment, for metrics and pages.
 *
 * @param estimatedWaitSeconds expected wait of a request that joined the queue now
 */
public record ModelSnapshot(
    String model, PoolSnapshot pool, List<TargetSnapshot> targets, double estimatedWaitSeconds) {
  public ModelSnapshot {
    targets = List.copyOf(targets);
  }

  /** Requests on overflow targets. */
  public int spilled() {
    return targets.stream().mapToInt(TargetSnapshot::inFlight).sum();
  }

  /** What users want of it. */
  public Demand demand() {
    return new Demand(pool.inFlight(), pool.waiting(), spilled());
  }
}
