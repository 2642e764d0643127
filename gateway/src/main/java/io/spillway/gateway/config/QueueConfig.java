package io.spillway.gateway.config;

import java.time.Duration;

/**
 * Requests that wait for a place.
 *
 * @param max how many may wait; 0: none
 * @param maxWait how long one may wait
 */
public record QueueConfig(int max, Duration maxWait) {
  public static final QueueConfig DEFAULTS = new QueueConfig(1000, Duration.ofSeconds(30));
}
