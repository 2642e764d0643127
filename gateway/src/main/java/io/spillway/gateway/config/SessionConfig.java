package io.spillway.gateway.config;

import java.time.Duration;
import java.util.List;

/**
 * How requests of one conversation are recognised.
 *
 * @param from where a session key is looked for, first match wins; empty: no affinity
 * @param mode what a request does when its session's pod is full
 * @param ttl how long a session's place is remembered after its last request
 */
public record SessionConfig(List<SessionSource> from, SessionMode mode, Duration ttl) {
  public static final SessionConfig DEFAULTS =
      new SessionConfig(List.of(SessionSource.values()), SessionMode.PREFER, Duration.ofHours(1));

  public SessionConfig {
    from = List.copyOf(from);
  }
}
