/**
 * Measures what the gateway costs, beside a bare relay and nginx. Not a part of the build's tests;
 * run by {@code loadtest/bench/run}.
 *
 * <p>Start at {@link io.spillway.loadtest.bench.BenchMain}. Engine and client run in this process
 * on one core, the proxy that is measured runs alone on another. Cost is what the operating system
 * charged to the proxy's processes, divided by what came through it in the same span of time.
 *
 * <p><b>Invariants.</b> Whatever is started is stopped at the end of its command. All peers of a
 * run serve the same load in turns, so that what disturbs the machine disturbs all of them.
 */
@NullMarked
package io.spillway.loadtest.bench;

import org.jspecify.annotations.NullMarked;
