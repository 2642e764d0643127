package io.spillway.gateway.fleet;

/** A request that waits for a place. */
@FunctionalInterface
public interface Waiter {
  /**
   * Takes the decision. Called once, on any thread, without a lock held.
   *
   * @param decision never {@link Decision.Waits}
   */
  void resumed(Decision decision);
}
