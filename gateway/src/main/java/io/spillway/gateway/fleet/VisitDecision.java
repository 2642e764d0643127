package io.spillway.gateway.fleet;

import io.spillway.router.EndpointId;
import io.spillway.router.Tier;

/** Where a request goes that takes no slot. */
public sealed interface VisitDecision {
  /**
   * It goes there, and is counted there.
   *
   * @param leave to be called once, when the visit is over
   */
  record At(EndpointId endpoint, Tier tier, Address address, Runnable leave)
      implements VisitDecision {}

  /** Each endpoint it could go to has as many visits under way as it may: contended, come back. */
  record Full() implements VisitDecision {}

  /** There is no endpoint it could go to. */
  record Nowhere() implements VisitDecision {}
}
