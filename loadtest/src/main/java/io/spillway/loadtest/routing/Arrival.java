package io.spillway.loadtest.routing;

/**
 * One request as a gateway sees it when it arrives: nothing of its answer.
 *
 * @param index its place in the order of arrival, from 0
 * @param nanos when it arrives
 * @param session the conversation it belongs to, as a client would name it
 * @param promptTokens tokens of its prompt
 * @param blocks the prompt's blocks of 512 tokens, the last perhaps partly filled; not to be
 *     written to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost
record Arrival(int index, long nanos, int session, int promptTokens, int[] blocks) {}
