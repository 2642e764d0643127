package io.spillway.router;

/**
 * What is due to one request, whatever it asks.
 *
 * @param tenant whose it is; requests that wait are served in fairness between tenants
 * @param priority how urgent it is
 * @param overflowAllowed true when its tenant may leave the house
 * @param arrivedNanos when it was accepted
 * @param waitUntilNanos the moment at which waiting for a place ends
 */
public record Terms(
    String tenant,
    Priority priority,
    boolean overflowAllowed,
    long arrivedNanos,
    long waitUntilNanos) {}
