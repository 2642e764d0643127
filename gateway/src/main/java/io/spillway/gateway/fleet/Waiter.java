package io.spillway.gateway.fleet;

import io.spillway.router.Placement;

/** A request that waits for a place. */
@FunctionalInterface
public interface Waiter {
  /**
   * Takes the decision. Called once, on any thread, without a lock held.
   *
   * @param placement never {@link Placement.Queue}
   */
  void resumed(Placement placement);
}
