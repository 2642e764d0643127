package io.spillway.router;

/**
 * A waiting request's decision: its ticket has left the queue.
 *
 * @param placement never {@link Placement.Queue}
 */
public record Resumption(Ticket ticket, Placement placement) {}
