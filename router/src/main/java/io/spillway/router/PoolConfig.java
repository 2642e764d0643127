package io.spillway.router;

import java.time.Duration;

/**
 * The limits of one pool.
 *
 * @param concurrencyPerPod requests one pod may serve at once
 * @param queueLengthMax requests that may wait in the gateway
 * @param objective the wished time to first token
 * @param usdPerPodSecond price of one pod; 0 when not configured
 * @param sessionTtl how long a session's place is remembered after its last request, &gt; 0
 * @param blockTokens tokens of one block of a prompt, &gt; 0; fixed for the life of a pool
 */
public record PoolConfig(
    int concurrencyPerPod,
    int queueLengthMax,
    Duration objective,
    double usdPerPodSecond,
    Duration sessionTtl,
    int blockTokens) {
  /** How long a session's place is remembered when nothing is said. */
  public static final Duration SESSION_TTL = Duration.ofHours(1);

  /** Limits with the usual session time and blocks. */
  public PoolConfig(
      int concurrencyPerPod, int queueLengthMax, Duration objective, double usdPerPodSecond) {
    this(
        concurrencyPerPod,
        queueLengthMax,
        objective,
        usdPerPodSecond,
        SESSION_TTL,
        PrefixChain.BLOCK_TOKENS);
  }

  public PoolConfig {
    require(concurrencyPerPod > 0, "concurrencyPerPod", concurrencyPerPod, "> 0");
    require(queueLengthMax >= 0, "queueLengthMax", queueLengthMax, ">= 0");
    require(objective.isPositive(), "objective", objective, "> 0");
    require(sessionTtl.isPositive(), "sessionTtl", sessionTtl, "> 0");
    require(blockTokens > 0, "blockTokens", blockTokens, "> 0");
    require(usdPerPodSecond >= 0, "usdPerPodSecond", usdPerPodSecond, ">= 0");
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
    }
  }
}
