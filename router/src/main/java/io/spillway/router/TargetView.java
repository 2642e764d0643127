package io.spillway.router;

/**
 * An overflow target as placement sees it at one moment.
 *
 * @param id its name
 * @param free requests it can take now; 0 when it is full or cooling down
 * @param firstTokenSeconds expected time to first token there
 */
public record TargetView(EndpointId id, int free, double firstTokenSeconds) {}
