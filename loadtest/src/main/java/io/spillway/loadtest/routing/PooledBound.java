package io.spillway.loadtest.routing;

/**
 * The share of prompt tokens that one cache as large as all pods' together would hold: the same
 * requests in the order of their arrival, the least recently used block out first.
 *
 * <p>As in an engine, the last token of a prompt is always computed, and only whole blocks of the
 * engine count.
 */
final class PooledBound {
  private PooledBound() {}

  static double hitRatio(Recording recording, FleetSize size) {
    var cache = new BlockLru(size.pods() * size.blocks());
    long hits = 0;
    for (ReplayRequest request : recording.requests()) {
      Arrival arrival = request.arrival();
      hits += EngineTokens.cached(arrival, cache.match(arrival.blocks()));
      cache.use(arrival.blocks());
    }
    return (double) hits / recording.promptTokens();
  }
}
