package io.spillway.gateway.config;

import java.time.Duration;

/**
 * How the gateway leaves.
 *
 * @param delay not ready, but still accepting: the time load balancers need to notice
 * @param limit longest wait for requests in flight; what remains is cut
 */
public record Drain(Duration delay, Duration limit) {
  public static final Drain DEFAULTS = new Drain(Duration.ofSeconds(5), Duration.ofSeconds(120));
}
