/**
 * The two ends of a benchmark: an engine and a client that cost far less than what stands between
 * them.
 *
 * <p>Start at {@link io.spillway.loadtest.bench.wire.BenchEngine} and {@link
 * io.spillway.loadtest.bench.wire.BenchClient}. Both are raw Netty, one event loop each, with bytes
 * that are put together before the run; they understand just enough HTTP for each other and for a
 * proxy between. Every event carries the moment it was sent ({@link
 * io.spillway.loadtest.bench.wire.Stamp}), on the clock that all processes of a machine share.
 *
 * <p><b>Invariants.</b> Everything of one end happens on its event loop; other threads ask through
 * it. A client counts an answer only when it is whole.
 */
@NullMarked
package io.spillway.loadtest.bench.wire;

import org.jspecify.annotations.NullMarked;
