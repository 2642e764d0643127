package io.spillway.gateway.config;

import java.time.Duration;

/**
 * When a streaming client that waits is sent a comment, so that nothing between closes the line.
 *
 * @param first time before the first comment; until then a true status can still be sent
 * @param every time between later comments
 */
public record Heartbeat(Duration first, Duration every) {
  public static final Heartbeat DEFAULTS =
      new Heartbeat(Duration.ofSeconds(30), Duration.ofSeconds(15));
}
