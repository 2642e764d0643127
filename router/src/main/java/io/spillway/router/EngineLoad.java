package io.spillway.router;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an engine said of its own load at one moment, other gateways' requests included; NaN is
 * unknown.
 *
 * @param running requests in execution
 * @param waiting requests in the engine's own queue
 * @param prefixHits prompt tokens found in its prefix cache since it began
 * @param prefixQueries prompt tokens looked up there since it began
 * @param cacheTokens tokens its key-value cache holds
 * @param adapters LoRA adapters it has loaded; null when unknown
 */
public record EngineLoad(
    double running,
    double waiting,
    double prefixHits,
    double prefixQueries,
    double cacheTokens,
    @Nullable Set<String> adapters) {
  /** An engine that said nothing, or said it too long ago. */
  public static final EngineLoad UNKNOWN =
      new EngineLoad(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, null);

  public EngineLoad {
    adapters = adapters == null ? null : Set.copyOf(adapters);
  }
}
