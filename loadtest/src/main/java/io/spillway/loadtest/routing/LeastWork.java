package io.spillway.loadtest.routing;

/** The pod with the fewest prompt tokens ahead, whatever is cached: llm-d's tokens in flight. */
final class LeastWork implements RoutingPolicy {
  private final Turns turns = new Turns();

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    return turns.least(fleet.pods(), fleet::promptTokensAhead);
  }
}
