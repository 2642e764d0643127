package io.spillway.gateway.config;

import java.time.Duration;

/**
 * What a pod must prove before it serves, and how it is then eased in.
 *
 * @param prompts real completions it must answer; at least 1
 * @param firstTokenWithin the bound on its first token after them
 * @param rampUp time from its first user request to its full share; zero: at once
 */
public record WarmupSettings(int prompts, Duration firstTokenWithin, Duration rampUp) {
  public static final WarmupSettings DEFAULTS =
      new WarmupSettings(5, Duration.ofSeconds(3), Duration.ofSeconds(30));
}
