package io.spillway.loadtest.engine.model;

import java.util.Arrays;

/** One sequence inside the scheduler: how far it has come and the blocks it holds. */
final class Sequence {
  private static final int UNKNOWN = -1;

  final long id;
  final SequenceRequest request;
  private int[] blocks = new int[8];
  private int blockCount;
  private int published;
  private int computed;
  private int generated;
  private int scheduled;
  private int cachedTokens = UNKNOWN;

  Sequence(long id, SequenceRequest request) {
    this.id = id;
    this.request = request;
  }

  /** Tokens that are known: the prompt and what was produced. */
  int known() {
    return request.promptTokens() + generated;
  }

  int computed() {
    return computed;
  }

  int generated() {
    return generated;
  }

  /** Known tokens that the next steps have to compute. */
  int missing() {
    return known() - computed;
  }

  /** True if the next token is all that is missing. */
  boolean decodes() {
    return generated > 0 && missing() == 1;
  }

  /** Prompt tokens found in the cache when it first got a seat. */
  int cachedTokens() {
    return Math.max(0, cachedTokens);
  }

  /**
   * Notes what was found in the cache.
   *
   * @return true the first time: a sequence that was put back does not count again
   */
  boolean noteCached(int tokens) {
    boolean first = cachedTokens == UNKNOWN;
    if (first) {
      cachedTokens = tokens;
    }
    return first;
  }

  /** Blocks that {@code tokens} more would need. */
  int blocksMissing(int tokens) {
    int needed = Math.ceilDiv(computed + tokens, EngineProfile.BLOCK_TOKENS);
    return Math.max(0, needed - blockCount);
  }

  /** Holds the first {@code hits} cached blocks; their tokens are computed already. */
  void adopt(KvCache cache, int hits) {
    for (int i = 0; i < hits; i++) {
      add(cache.share(request.blockHashes()[i]));
    }
    published = hits;
    computed = hits * EngineProfile.BLOCK_TOKENS;
  }

  /** Plans {@code tokens} for this step, takes the blocks they need, says what will be in them. */
  void schedule(KvCache cache, int tokens) {
    for (int missing = blocksMissing(tokens); missing > 0; missing--) {
      add(cache.take());
    }
    scheduled = tokens;
    int full = (computed + tokens) / EngineProfile.BLOCK_TOKENS;
    int hashed = Math.min(full, request.blockHashes().length);
    for (; published < hashed; published++) {
      cache.publish(blocks[published], request.blockHashes()[published]);
    }
  }

  /** The step is over. True if it produced a token. */
  boolean advance() {
    computed += scheduled;
    scheduled = 0;
    if (computed < known()) {
      return false;
    }
    generated++;
    return true;
  }

  boolean finished() {
    return generated == request.outputTokens();
  }

  /** Lets go of all blocks, the last first so that the head of a prompt is reused last. */
  void release(KvCache cache) {
    while (blockCount > 0) {
      cache.release(blocks[--blockCount]);
    }
    published = 0;
    computed = 0;
    scheduled = 0;
  }

  int blockCount() {
    return blockCount;
  }

  int block(int index) {
    return blocks[index];
  }

  private void add(int block) {
    if (blockCount == blocks.length) {
      blocks = Arrays.copyOf(blocks, blockCount * 2);
    }
    blocks[blockCount++] = block;
  }
}
