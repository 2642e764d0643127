package io.spillway.loadtest.routing;

import io.spillway.loadtest.engine.model.EngineProfile;
import io.spillway.loadtest.trace.BlockTrace;

/**
 * How many pods there are and how much each can cache.
 *
 * @param pods engines of one kind
 * @param blocks blocks of 512 tokens in each one's cache
 */
record FleetSize(int pods, int blocks) {
  /** The engine's blocks in one block of the trace. */
  static final int ENGINE_BLOCKS = BlockTrace.BLOCK_TOKENS / EngineProfile.BLOCK_TOKENS;

  private static final int BATCHED_TOKENS_MAX = 8192;
  private static final int SEQUENCES_MAX = 256;

  /** Tokens in one pod's cache. */
  long podTokens() {
    return (long) blocks * BlockTrace.BLOCK_TOKENS;
  }

  /** The engine of each pod. */
  EngineProfile engine(EngineProfile kind) {
    return kind.withLimits(
        new EngineProfile.Limits(BATCHED_TOKENS_MAX, SEQUENCES_MAX, blocks * ENGINE_BLOCKS));
  }

  @Override
  public String toString() {
    return pods + " x " + blocks;
  }
}
