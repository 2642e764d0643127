package io.spillway.loadtest.routing;

import io.spillway.loadtest.trace.BlockTrace;
import java.util.Iterator;
import java.util.LinkedHashMap;

/** Blocks of prompts in a cache of so many tokens, the least recently used out first. */
final class BlockLru {
  private static final float LOAD_FACTOR = 0.75f;

  private final LinkedHashMap<Integer, Integer> tokens = new LinkedHashMap<>(16, LOAD_FACTOR, true);
  private final long tokensMax;
  private long sum;

  BlockLru(long tokensMax) {
    this.tokensMax = tokensMax;
  }

  /** How many of a prompt's blocks are here, counted to the first that is not. */
  int match(Arrival arrival) {
    int length = 0;
    while (length < arrival.blocks().length && tokens.containsKey(arrival.blocks()[length])) {
      length++;
    }
    return length;
  }

  /** Uses all blocks of a prompt, the last first, so that the head of a prompt goes out last. */
  void use(Arrival arrival) {
    int filled = arrival.promptTokens() - (arrival.blocks().length - 1) * BlockTrace.BLOCK_TOKENS;
    for (int i = arrival.blocks().length - 1; i >= 0; i--) {
      Integer before = tokens.put(arrival.blocks()[i], filled);
      sum += filled - (before == null ? 0 : before);
      filled = BlockTrace.BLOCK_TOKENS;
    }
    Iterator<Integer> oldest = tokens.values().iterator();
    while (sum > tokensMax) {
      sum -= oldest.next();
      oldest.remove();
    }
  }
}
