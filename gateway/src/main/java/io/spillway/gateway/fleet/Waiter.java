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

  /** True when it gives its slot back if it is asked to, before its first token. On any thread. */
  default boolean yields() {
    return false;
  }

  /**
   * Asks it to give its slot back and be placed again, because a more urgent request needs the
   * slot. Called on any thread, without a lock held. One whose answer has begun meanwhile keeps it.
   */
  default void preempted(Slot slot) {}
}
