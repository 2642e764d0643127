package io.spillway.gateway.config;

import java.time.Duration;

/**
 * Requests that wait for a place.
 *
 * @param max how many may wait; 0: none
 * @param maxWait how long one may wait
 * @param preempt whether an interactive request that must wait may take the place of a bulk request
 *     that has no token yet, which then waits again
 */
public record QueueConfig(int max, Duration maxWait, boolean preempt) {
  public static final QueueConfig DEFAULTS = new QueueConfig(1000, Duration.ofSeconds(30), false);
}
