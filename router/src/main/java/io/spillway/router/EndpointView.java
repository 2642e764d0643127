package io.spillway.router;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pod as the fleet sees it now.
 *
 * @param id its name
 * @param identity what it is the same by on every gateway, such as its address; input of the
 *     rendezvous hash
 * @param admits true when it may take requests
 * @param comingUp true when it does not admit yet but is on its way (probing, warming)
 * @param weight its share while ramping, in (0, 1]; only ratios between pods count
 * @param incarnation another number when another process answers there: what was cached is gone
 * @param adapters LoRA adapters it serves; null when unknown: it may serve any
 */
public record EndpointView(
    EndpointId id,
    String identity,
    boolean admits,
    boolean comingUp,
    double weight,
    int incarnation,
    @Nullable Set<String> adapters) {
  public EndpointView {
    if (!(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: in (0, 1])");
    }
    adapters = adapters == null ? null : Set.copyOf(adapters);
  }

  /** A pod of which neither restarts nor adapters are known. */
  public EndpointView(
      EndpointId id, String identity, boolean admits, boolean comingUp, double weight) {
    this(id, identity, admits, comingUp, weight, 0, null);
  }

  /** A pod that takes its full share. */
  public static EndpointView serving(String name) {
    return new EndpointView(new EndpointId(name), name, true, false, 1);
  }

  /** The same pod after so many restarts. */
  public EndpointView incarnation(int number) {
    return new EndpointView(id, identity, admits, comingUp, weight, number, adapters);
  }

  /** The same pod when it serves these adapters; null: unknown. */
  public EndpointView adapters(@Nullable Set<String> served) {
    return new EndpointView(id, identity, admits, comingUp, weight, incarnation, served);
  }
}
