package io.spillway.gateway.engine;

import io.spillway.router.EngineLoad;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one pod's metrics said at one moment, over all its engines; NaN is unknown.
 *
 * @param running requests in execution
 * @param waiting requests in the engine's own queue
 * @param kvUsage share of the key-value cache in use on the fullest engine, 0 to 1
 * @param completions requests that ended with an answer since the process began, aborted and failed
 *     ones left out where the engine tells them apart
 * @param prefixHits prompt tokens, or blocks of them, found in the prefix cache since the process
 *     began
 * @param prefixQueries the same looked up in it since the process began
 * @param cacheTokens tokens the key-value caches hold
 * @param adapters LoRA adapters with requests in execution or waiting; null is unknown
 * @param sleep asleep when any engine is
 * @param processStart when the process began, in seconds since 1970
 */
public record EngineSample(
    double running,
    double waiting,
    double kvUsage,
    double completions,
    double prefixHits,
    double prefixQueries,
    double cacheTokens,
    @Nullable Set<String> adapters,
    Sleep sleep,
    double processStart) {
  /** A pod about which nothing is known. */
  public static final EngineSample UNKNOWN =
      new EngineSample(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          null,
          Sleep.UNKNOWN,
          Double.NaN);

  public EngineSample {
    adapters = adapters == null ? null : Set.copyOf(adapters);
  }

  /** What placement may know of it. */
  public EngineLoad load() {
    return new EngineLoad(running, waiting, prefixHits, prefixQueries, cacheTokens, adapters);
  }
}
