package io.spillway.gateway.relay;

import io.spillway.router.EndpointId;

/**
 * The response a request is about, and what is asked about it.
 *
 * @param id its id, in characters that a path may hold as they are
 * @param query what follows the path, without the question mark; empty for nothing
 * @param keeper the endpoint that keeps it
 * @param forget to be called when it turns out that it is kept no more
 */
public record KeptResponse(
    String id, ResponseAction action, String query, EndpointId keeper, Runnable forget) {}
