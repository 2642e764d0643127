package io.spillway.loadtest.routing;

/**
 * One request of a replay: what a gateway sees of it, and what only the engine learns.
 *
 * @param outputTokens tokens of its answer
 */
record ReplayRequest(Arrival arrival, int outputTokens) {}
