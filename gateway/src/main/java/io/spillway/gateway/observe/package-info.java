/**
 * What the gateway tells of itself: meters, one log line per request, the most recent decisions.
 *
 * <p>Start at {@link io.spillway.gateway.observe.RequestOutcome}, the record of one finished
 * request, then at {@link io.spillway.gateway.observe.Meters}.
 *
 * <p><b>Invariants.</b> Nothing here blocks its caller. No client-supplied value becomes a label.
 * No prompt, answer or key is told. Unknown is absent, never zero.
 */
@NullMarked
package io.spillway.gateway.observe;

import org.jspecify.annotations.NullMarked;
