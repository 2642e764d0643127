package io.spillway.gateway.config;

import java.time.Duration;

/**
 * Bounds on the phases of a request.
 *
 * @param connect to reach an endpoint
 * @param head to receive a client's request head
 * @param body to receive a client's request body
 * @param firstToken from dispatch to the first real event
 * @param idle between two real events
 * @param total from dispatch to the end of the answer
 */
public record Timeouts(
    Duration connect,
    Duration head,
    Duration body,
    Duration firstToken,
    Duration idle,
    Duration total) {
  public static final Timeouts DEFAULTS =
      new Timeouts(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMinutes(30));
}
