package io.spillway.loadtest.routing;

/** The pod with the fewest requests in flight. */
final class LeastRequests implements RoutingPolicy {
  private final Turns turns = new Turns();

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    return turns.least(fleet.pods(), fleet::inFlight);
  }
}
