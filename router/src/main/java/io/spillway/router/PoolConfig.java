package io.spillway.router;

import java.time.Duration;

/**
 * The limits of one pool.
 *
 * @param concurrencyPerPod requests one pod may serve at once
 * @param queueLengthMax requests that may wait in the gateway
 * @param objective the wished time to first token
 * @param usdPerPodSecond price of one pod; 0 when not configured
 */
public record PoolConfig(
    int concurrencyPerPod, int queueLengthMax, Duration objective, double usdPerPodSecond) {
  public PoolConfig {
    require(concurrencyPerPod > 0, "concurrencyPerPod", concurrencyPerPod, "> 0");
    require(queueLengthMax >= 0, "queueLengthMax", queueLengthMax, ">= 0");
    require(objective.isPositive(), "objective", objective, "> 0");
    require(usdPerPodSecond >= 0, "usdPerPodSecond", usdPerPodSecond, ">= 0");
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
    }
  }
}
