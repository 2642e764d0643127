/**
 * A pod's life, from discovered to gone, as a pure state machine.
 *
 * <p>Start at {@link io.spillway.warmup.PodLifecycle}: its class comment draws the machine. Nothing
 * here performs I/O, starts a thread or reads a clock; {@code io.spillway.warmup.driver} does what
 * the machine asks for.
 *
 * <p><b>Invariants.</b> A pod admits requests only after a health probe and the configured number
 * of real completions in a row since it last started, the last of them with its first token within
 * the bound; the one exception is a pod that had served before the gateway's own start. At most one
 * call to a pod is under way. {@code gone} is final. In every other state there is a moment to be
 * woken at, so that no pod is forgotten.
 */
@NullMarked
package io.spillway.warmup;

import org.jspecify.annotations.NullMarked;
