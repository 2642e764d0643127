package io.spillway.loadtest.routing;

import io.spillway.router.EngineLoad;
import java.util.List;

/**
 * Chooses a pod for each request as it arrives. A policy has the state of one run: it learns of
 * first tokens and ends, and of nothing else.
 */
interface RoutingPolicy {
  /** What {@link #choose} says of a request that has to wait. */
  int WAITS = -1;

  /**
   * The pod of a request.
   *
   * @return its number, or {@link #WAITS}: {@link #ended} or {@link #reported} will name it
   */
  int choose(Arrival arrival, FleetView fleet, long nowNanos);

  /** The first token of a request came. */
  default void firstToken(Arrival arrival, int pod, long nowNanos) {}

  /**
   * A request ended.
   *
   * @return requests that waited and go now
   */
  default List<Placed> ended(Arrival arrival, int pod, Usage usage, long nowNanos) {
    return List.of();
  }

  /**
   * A pod's engine told how it stands, as it does every two seconds.
   *
   * @return requests that waited and go now
   */
  default List<Placed> reported(int pod, EngineLoad load, long nowNanos) {
    return List.of();
  }

  /** A request that waited, and its pod. */
  record Placed(Arrival arrival, int pod) {}

  /** What an engine counted for one request. */
  record Usage(int cachedTokens, int outputTokens) {}
}
