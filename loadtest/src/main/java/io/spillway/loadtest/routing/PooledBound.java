package io.spillway.loadtest.routing;

/**
 * The share of prompt tokens that one cache as large as all pods' together would hold: the same
 * requests in the order of their arrival, each done at once, the least recently used block out
 * first. A fleet comes above it only by chance: where what is reused soon had to wait for long.
 *
 * <p>As in an engine, the last token of a prompt is always computed, and only whole blocks of the
 * engine count.
 */
final class PooledBound {
  private PooledBound() {}

  static double hitRatio(Recording recording, FleetSize size) {
    var cache = new BlockLru(size.pods() * size.podTokens());
    long hits = 0;
    for (ReplayRequest request : recording.requests()) {
      Arrival arrival = request.arrival();
      hits += EngineTokens.cached(arrival, cache.match(arrival));
      cache.use(arrival);
    }
    return (double) hits / recording.promptTokens();
  }
}
