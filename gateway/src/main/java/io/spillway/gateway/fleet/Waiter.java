package io.spillway.gateway.fleet;

import io.spillway.router.Slot;

/** A request that waits for a place, or has one that it may be asked to give up. */
@FunctionalInterface
public interface Waiter {
  /**
   * Takes the decision. Called once, on any thread, without a lock held.
   *
   * @param decision never {@link Decision.Waits}
   */
  void resumed(Decision decision);

  /**
   * Asks it to give its slot back and be placed again, because a more urgent request needs the
   * slot. Called on any thread, without a lock held. One whose answer has begun keeps it, and so
   * does one that does not know how to begin again.
   */
  default void preempted(Slot slot) {}
}
