package io.spillway.gateway.fleet;

/**
 * An overflow target at one moment, for metrics and pages.
 *
 * @param state {@code available}, {@code full}, or {@code cooling_down} after a refusal
 * @param firstTokenSeconds expected time to first token
 */
public record TargetSnapshot(
    String name, int inFlight, int concurrency, String state, double firstTokenSeconds) {}
