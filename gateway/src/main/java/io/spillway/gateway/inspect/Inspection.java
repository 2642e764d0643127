package io.spillway.gateway.inspect;

import io.spillway.gateway.error.ApiError;

/** The outcome of inspecting a body. */
public sealed interface Inspection {
  /** The body can be routed. */
  record Routable(RequestFacts facts) implements Inspection {}

  /** The body is refused. */
  record Refused(ApiError error) implements Inspection {}
}
