package io.spillway.gateway.fleet;

import io.spillway.router.Slot;
import java.util.Set;

/** Asks for slots as a model does whose pool has named them; for tests. */
public final class Preemption {
  private Preemption() {}

  /** The slots that a model may ask for. */
  public static Set<Slot> possible(ModelRuntime model) {
    return model.preemptible();
  }

  /** Asks for a slot. */
  public static void of(ModelRuntime model, Slot slot) {
    model.preempt(slot);
  }
}
