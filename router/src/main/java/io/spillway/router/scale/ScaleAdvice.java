package io.spillway.router.scale;

/**
 * How many pods there should be, and why.
 *
 * @param desired pods wanted, within the bounds
 * @param ready pods that serve
 * @param comingUp pods on their way; they count as supply
 * @param demand the demand that decided: the highest of the look-back window
 * @param reason one sentence for people
 */
public record ScaleAdvice(int desired, int ready, int comingUp, int demand, String reason) {}
