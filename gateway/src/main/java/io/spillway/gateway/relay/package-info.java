/**
 * The life of one request between client and engine.
 *
 * <p>Start at {@link io.spillway.gateway.relay.Exchange}: it places the request, tries it on an
 * endpoint ({@link io.spillway.gateway.relay.Attempt}), sends what comes back to the client ({@link
 * io.spillway.gateway.relay.Downstream}) and ends exactly once. Everything of one request happens
 * on the event loop that accepted its connection. A request that takes no slot is a {@link
 * io.spillway.gateway.relay.Visit} instead, which differs in where it may go. What an endpoint goes
 * on with after its request has ended is looked after by {@link
 * io.spillway.gateway.relay.BackgroundWork}.
 *
 * <p><b>Invariants.</b> Nothing reaches the client before the first real event, except comments
 * after the heartbeat's first delay; after it nothing is tried again, unless another pod goes on
 * where the stream broke ({@link io.spillway.gateway.relay.Continuation}). A stream that is not
 * complete never ends with {@code [DONE]}. A place that was taken is given back once, on every
 * ending. A bug ends the request it meets ({@link io.spillway.gateway.relay.Backstop}); none is
 * left hanging.
 */
@NullMarked
package io.spillway.gateway.relay;

import org.jspecify.annotations.NullMarked;
