package io.spillway.loadtest.routing;

/** The pod with the highest hash of pod and session: rendezvous hashing, whatever the load. */
final class SessionHash implements RoutingPolicy {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    int best = 0;
    long highest = Long.MIN_VALUE;
    for (int pod = 0; pod < fleet.pods(); pod++) {
      long hash = Mix.of(Mix.of(arrival.session() + 1L) + pod * MULTIPLIER);
      if (hash > highest) {
        best = pod;
        highest = hash;
      }
    }
    return best;
  }
}
