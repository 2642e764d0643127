package io.spillway.gateway.fleet;

import io.spillway.gateway.config.ModelConfig;
import io.spillway.router.PoolConfig;
import io.spillway.router.PrefixChain;

/** The limits of a model's pool, as its configuration says. */
final class PoolLimits {
  private static final double SECONDS_PER_HOUR = 3600;

  private PoolLimits() {}

  static PoolConfig of(ModelConfig config) {
    double usdPerPodSecond =
        config
            .selfHosted()
            .price()
            .map(price -> price.usdPerGpuHour() * price.gpusPerPod() / SECONDS_PER_HOUR)
            .orElse(0.0);
    return new PoolConfig(
        config.selfHosted().concurrencyPerPod(),
        config.queue().max(),
        config.timeToFirstToken(),
        usdPerPodSecond,
        config.session().ttl(),
        PrefixChain.BLOCK_TOKENS,
        config.queue().preempt());
  }
}
