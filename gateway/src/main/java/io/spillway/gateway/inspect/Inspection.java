package io.spillway.gateway.inspect;

import io.spillway.gateway.error.ApiError;

/** The outcome of inspecting a body. */
public sealed interface Inspection {
  /** The body can be routed. */
  record Routable(RequestFacts facts) implements Inspection {}

  /**
   * The body names no model, and its kind allows that: routable once one is chosen for it.
   *
   * @param facts all but the model, which is empty
   */
  record Unnamed(RequestFacts facts) implements Inspection {
    /** The same body, for that model. */
    public Routable named(String model) {
      return new Routable(facts.withModel(model));
    }
  }

  /** The body is refused. */
  record Refused(ApiError error) implements Inspection {}
}
