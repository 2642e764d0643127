/**
 * The routing replay: an hour of recorded conversations through routing policies and the engine
 * model, in virtual time.
 *
 * <p>Start at {@link io.spillway.loadtest.routing.Replay}. A policy is a {@link
 * io.spillway.loadtest.routing.RoutingPolicy}; all that are compared are in {@link
 * io.spillway.loadtest.routing.Candidate}.
 *
 * <p><b>Invariants.</b> The same trace, seed, size and policy give the same result; every request
 * ends exactly once; no policy sees the length of an answer or what is yet to come.
 */
@NullMarked
package io.spillway.loadtest.routing;

import org.jspecify.annotations.NullMarked;
