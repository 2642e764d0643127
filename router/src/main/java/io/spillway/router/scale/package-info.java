/**
 * How many pods there should be.
 *
 * <p>Start at {@link io.spillway.router.scale.ScaleAdvisor}. <b>Invariant.</b> Demand counts what
 * waits and what spilled, not only what pods serve.
 */
@NullMarked
package io.spillway.router.scale;

import org.jspecify.annotations.NullMarked;
