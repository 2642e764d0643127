/**
 * Passive health: what requests met on the pods of a pool, and which pods take more of them.
 *
 * <p>Start at {@link io.spillway.router.health.Outliers}. Plain single-threaded objects in virtual
 * time, guarded by their owner's lock, as a pool is.
 *
 * <p><b>Invariants.</b> No more pods are ejected than the configured share allows, and never the
 * only one. A pod that is tried out has one undecided trial at most, and a trial never outlives its
 * request.
 */
@NullMarked
package io.spillway.router.health;

import org.jspecify.annotations.NullMarked;
