package io.spillway.loadtest.routing;

/** Each pod in turn. */
final class RoundRobin implements RoutingPolicy {
  private int next;

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    return next++ % fleet.pods();
  }
}
