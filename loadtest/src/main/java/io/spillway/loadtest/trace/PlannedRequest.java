package io.spillway.loadtest.trace;

/**
 * A request that will be sent at a time fixed in advance.
 *
 * @param index its place in the workload, from 0
 * @param atNanos after the start of the run
 * @param session its conversation, from 0
 * @param turn its place in the conversation, from 0
 * @param prompt what it asks
 * @param outputTokens length of the answer it asks for
 */
public record PlannedRequest(
    int index, long atNanos, int session, int turn, Prompt prompt, int outputTokens) {}
