package io.spillway.gateway.observe;

import io.spillway.router.EndpointId;
import io.spillway.router.PoolSnapshot;
import io.spillway.router.health.Health;
import java.util.List;

/** Models at the moment of a scrape, for tests. */
final class Views {
  static final PoolSnapshot.Memory MEMORY = new PoolSnapshot.Memory(7, 1000, 300, 40_000);

  private Views() {}

  /** A model with one pod, whose number nobody decides. */
  static ModelView of(ModelView.EndpointGauge pod) {
    var target = new ModelView.TargetGauge("hosted", "cooling_down");
    return new ModelView("qwen", 4, 3, 10, 5, -1, 1, MEMORY, List.of(pod), List.of(target));
  }

  /** A model with one target alone. */
  static ModelView of(String model, ModelView.TargetGauge target) {
    return new ModelView(model, 0, 0, 0, 0, -1, 0, MEMORY, List.of(), List.of(target));
  }

  /** A model of which everything is known. */
  static ModelView desired(int pods) {
    var target = new ModelView.TargetGauge("hosted", "available");
    var pod = pod("pod-0", "serving", 1, 0);
    return new ModelView("qwen", 4, 3, 10, 5, pods, 1, MEMORY, List.of(pod), List.of(target));
  }

  /** A pod that takes requests and is on trial. */
  static ModelView.EndpointGauge pod(
      String name, String phase, int inFlight, double engineWaiting) {
    return new ModelView.EndpointGauge(name, phase, engineWaiting, place(name, true, inFlight));
  }

  /** What a pool knows of a pod. */
  static PoolSnapshot.Endpoint place(String name, boolean admits, int inFlight) {
    return new PoolSnapshot.Endpoint(
        new EndpointId(name),
        admits,
        !admits,
        inFlight,
        10,
        Health.TRIAL,
        new PoolSnapshot.Load(2, 4096, 512, 9000, 0.05, 0.02, 0.75),
        new PoolSnapshot.Adapters(null, null));
  }
}
