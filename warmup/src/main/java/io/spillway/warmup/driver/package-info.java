/**
 * What the warm-up machine asks for, done: probes, completions and timers.
 *
 * <p>Start at {@link io.spillway.warmup.driver.WarmupDriver}. It owns the states of one pool's pods
 * and touches them on its own context only; calls to pods go through {@link
 * io.spillway.warmup.driver.EngineProbe}, whose HTTP form is {@link
 * io.spillway.warmup.driver.HttpEngineProbe}.
 *
 * <p><b>Invariants.</b> At most one probe and one completion is under way per pod, given-up ones
 * included. Every call has a bound in time and size. No key and no prompt is in a message.
 */
@NullMarked
package io.spillway.warmup.driver;

import org.jspecify.annotations.NullMarked;
