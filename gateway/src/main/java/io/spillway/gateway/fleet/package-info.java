/**
 * What serves each model at run time: its pool behind its lock, its overflow targets, its pods.
 *
 * <p>Start at {@link io.spillway.gateway.fleet.ModelRuntime}. <b>Invariants.</b> The router's
 * objects are called only under the lock of the object that owns them; never two locks at once; a
 * waiting request is resumed after the lock is free.
 */
@NullMarked
package io.spillway.gateway.fleet;

import org.jspecify.annotations.NullMarked;
