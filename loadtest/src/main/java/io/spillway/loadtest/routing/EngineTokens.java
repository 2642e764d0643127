package io.spillway.loadtest.routing;

import io.spillway.loadtest.engine.model.EngineProfile;
import io.spillway.loadtest.engine.model.SequenceRequest;
import io.spillway.loadtest.trace.BlockTrace;

/** What the blocks of a trace come to in an engine, whose blocks are smaller. */
final class EngineTokens {
  private EngineTokens() {}

  /**
   * Tokens an engine would find that caches the first {@code blocks} of a prompt: whole blocks of
   * its own, and never the last token.
   */
  static int cached(Arrival arrival, int blocks) {
    int tokens = Math.min(blocks * BlockTrace.BLOCK_TOKENS, arrival.promptTokens() - 1);
    return tokens / EngineProfile.BLOCK_TOKENS * EngineProfile.BLOCK_TOKENS;
  }

  /** The request as an engine gets it. */
  static SequenceRequest sequence(ReplayRequest request) {
    Arrival arrival = request.arrival();
    var hashes = new long[arrival.promptTokens() / EngineProfile.BLOCK_TOKENS];
    for (int i = 0; i < hashes.length; i++) {
      int part = i % FleetSize.ENGINE_BLOCKS;
      long block = arrival.blocks()[i / FleetSize.ENGINE_BLOCKS];
      hashes[i] = block * FleetSize.ENGINE_BLOCKS + part + 1; // zero means "no content"
    }
    return new SequenceRequest(arrival.promptTokens(), request.outputTokens(), hashes);
  }
}
