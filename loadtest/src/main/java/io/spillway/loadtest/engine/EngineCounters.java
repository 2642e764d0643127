package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.FinishReason;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an engine has done since it started, at one moment.
 *
 * @param running sequences in the batch
 * @param waiting sequences that wait for a seat
 * @param promptTokens prompt tokens of requests that produced a first token
 * @param cachedTokens those of them that were in the prefix cache
 * @param generatedTokens tokens produced
 * @param wastedTokens tokens produced after their client had gone
 * @param abandonedTokens tokens produced, before they were stopped, for requests that were stopped
 * @param finished sequences that ended, by reason
 * @param preemptions sequences put back for want of blocks
 * @param activeConnections open connections
 */
public record EngineCounters(
    int running,
    int waiting,
    long promptTokens,
    long cachedTokens,
    long generatedTokens,
    long wastedTokens,
    long abandonedTokens,
    Map<FinishReason, Long> finished,
    long preemptions,
    int activeConnections) {
  /** An engine that has done nothing. */
  static final EngineCounters NONE =
      new EngineCounters(0, 0, 0, 0, 0, 0, 0, new EnumMap<>(FinishReason.class), 0, 0);

  public EngineCounters {
    finished = Map.copyOf(finished);
  }

  /** Sequences that ended for a reason. */
  public long finished(FinishReason reason) {
    return finished.getOrDefault(reason, 0L);
  }
}
