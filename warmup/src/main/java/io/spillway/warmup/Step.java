package io.spillway.warmup;

import java.util.List;

/**
 * What an event led to.
 *
 * @param state the state after it
 * @param effects what the driver must do, in order
 */
public record Step(PodState state, List<PodEffect> effects) {
  public Step {
    effects = List.copyOf(effects);
  }

  /** When to come back with {@link PodEvent.Wake}; {@link PodState#NEVER} for not at all. */
  public long wakeNanos() {
    return state.wakeNanos();
  }
}
