package io.spillway.gateway.serve;

import io.spillway.gateway.config.ModelConfig;
import io.spillway.gateway.config.ScalingConfig;
import io.spillway.gateway.config.ScalingMode;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.fleet.ModelSnapshot;
import io.spillway.gateway.fleet.PodKeeper;
import io.spillway.router.scale.ScaleAdvice;
import io.spillway.router.scale.ScaleAdvisor;
import io.spillway.router.scale.ScaleConfig;
import org.jspecify.annotations.Nullable;

/** One model with everything that keeps it: its runtime, its pods, its scale advice. */
public final class ModelUnit {
  private static final double TARGET_SHARE = 0.75;

  private final ModelRuntime runtime;
  private final ScaleAdvisor advisor;
  private PodKeeper keeper;
  private volatile @Nullable ScaleAdvice advice;

  ModelUnit(ModelRuntime runtime, PodKeeper keeper) {
    this.runtime = runtime;
    this.keeper = keeper;
    this.advisor = new ScaleAdvisor(scale(runtime.config()));
  }

  /** The model's pool and targets. */
  public ModelRuntime runtime() {
    return runtime;
  }

  /** The keeper of its pods. */
  public synchronized PodKeeper keeper() {
    return keeper;
  }

  /** The last advice; null when none is wanted or given yet. */
  public @Nullable ScaleAdvice advice() {
    return runtime.config().scaling().mode() == ScalingMode.OFF ? null : advice;
  }

  synchronized void replaceKeeper(PodKeeper next) {
    keeper = next;
  }

  synchronized void configure(ModelConfig next) {
    runtime.configure(next);
    advisor.configure(scale(next));
  }

  /** Takes the demand of this moment and looks after pods that leave. */
  synchronized void tick(long nowNanos) {
    ModelSnapshot snapshot = runtime.snapshot();
    advice =
        advisor.advise(
            snapshot.demand(), snapshot.pool().ready(), snapshot.pool().comingUp(), nowNanos);
    keeper.tick();
  }

  private static ScaleConfig scale(ModelConfig config) {
    ScalingConfig scaling = config.scaling();
    int target =
        scaling
            .targetPerPod()
            .orElse(Math.max(1, (int) (TARGET_SHARE * config.selfHosted().concurrencyPerPod())));
    return new ScaleConfig(scaling.min(), scaling.max(), target);
  }
}
