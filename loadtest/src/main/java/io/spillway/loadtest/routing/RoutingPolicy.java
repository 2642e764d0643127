package io.spillway.loadtest.routing;

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
   * @return its number, or {@link #WAITS}: {@link #ended} will name it
   */
  int choose(Arrival arrival, FleetView fleet, long nowNanos);

  /** The first token of a request came. */
  default void firstToken(Arrival arrival, int pod, long nowNanos) {}

  /**
   * A request ended.
   *
   * @return requests that waited and go now
   */
  default List<Placed> ended(Arrival arrival, int pod, long nowNanos) {
    return List.of();
  }

  /** A pod's engine told how it stands, as it does every two seconds. */
  default void reported(int pod, EngineReport report, long nowNanos) {}

  /** A request that waited, and its pod. */
  record Placed(Arrival arrival, int pod) {}

  /** What an engine tells of itself. */
  record EngineReport(int running, int waiting, double kvUsage) {}
}
