package io.spillway.gateway.relay;

import io.spillway.router.Ticker;
import io.vertx.core.Context;

/**
 * What the requests of one event loop share.
 *
 * @param context the event loop
 * @param upstreams its connections to endpoints
 * @param timer rings what is due
 * @param events who is told
 */
public record RelayLoop(
    Context context, Upstreams upstreams, LoopTimer timer, Ticker ticker, RelayEvents events) {}
