package io.spillway.loadtest.engine.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The blocks of a KV cache: each held by the sequences that count it, free ones in the order they
 * will be reused. A free block keeps its content, and so its hash, until it is taken for another.
 */
final class KvCache {
  private static final int NONE = -1;
  private static final long UNHASHED = 0;

  private final int[] holders;
  private final long[] hashes;
  // The free list: block 'size' is its head and tail at once.
  private final int[] next;
  private final int[] previous;
  private final Map<Long, Integer> byHash = new HashMap<>();
  private int free;

  KvCache(int blocks) {
    holders = new int[blocks];
    hashes = new long[blocks];
    next = new int[blocks + 1];
    previous = new int[blocks + 1];
    for (int i = 0; i <= blocks; i++) {
      next[i] = i == blocks ? 0 : i + 1;
      previous[i] = i == 0 ? blocks : i - 1;
    }
    free = blocks;
  }

  int size() {
    return holders.length;
  }

  /** Blocks that nobody holds, cached ones included. */
  int free() {
    return free;
  }

  /** How many of the first {@code max} hashes are cached, counted to the first that is not. */
  int cachedPrefix(long[] chain, int max) {
    int limit = Math.min(max, chain.length);
    int hit = 0;
    while (hit < limit && byHash.containsKey(chain[hit])) {
      hit++;
    }
    return hit;
  }

  /** How many of the first {@code hits} cached blocks are free, so that holding them costs room. */
  int freeAmong(long[] chain, int hits) {
    int count = 0;
    for (int i = 0; i < hits; i++) {
      count += holders[block(chain[i])] == 0 ? 1 : 0;
    }
    return count;
  }

  /** Holds the cached block of a hash once more. */
  int share(long hash) {
    int block = block(hash);
    if (holders[block]++ == 0) {
      unlink(block);
    }
    return block;
  }

  /** Takes the free block unused for longest; what it cached is forgotten. */
  int take() {
    if (free == 0) {
      throw new IllegalStateException("no free block (expected: free() was asked)");
    }
    int block = next[size()];
    unlink(block);
    holders[block] = 1;
    if (hashes[block] != UNHASHED) {
      byHash.remove(hashes[block]);
      hashes[block] = UNHASHED;
    }
    return block;
  }

  /** Says what a held block contains; the first block of a content is the one that is found. */
  void publish(int block, long hash) {
    if (hashes[block] == UNHASHED && hash != UNHASHED && byHash.putIfAbsent(hash, block) == null) {
      hashes[block] = hash;
    }
  }

  /** Lets go of a block; the last holder puts it at the end of the free list. */
  void release(int block) {
    if (holders[block] <= 0) {
      throw new IllegalStateException("block " + block + " is not held");
    }
    if (--holders[block] == 0) {
      int last = previous[size()];
      next[last] = block;
      previous[block] = last;
      next[block] = size();
      previous[size()] = block;
      free++;
    }
  }

  /** Forgets all content; held blocks stay held. */
  void forget() {
    byHash.clear();
    Arrays.fill(hashes, UNHASHED);
  }

  /** Fails if the lists and counts contradict each other; for tests. */
  void assertValid() {
    int seen = 0;
    for (int block = next[size()]; block != size(); block = next[block]) {
      check(holders[block] == 0, "free block is held", block);
      check(previous[next[block]] == block, "free list is broken", block);
      seen++;
    }
    check(seen == free, "free blocks miscounted", seen);
    for (int block = 0; block < size(); block++) {
      check(holders[block] == 0 || next[block] == NONE, "held block is in the free list", block);
      check(
          hashes[block] == UNHASHED || byHash.getOrDefault(hashes[block], NONE) == block,
          "hash leads elsewhere",
          block);
    }
  }

  int holders(int block) {
    return holders[block];
  }

  private int block(long hash) {
    Integer block = byHash.get(hash);
    if (block == null) {
      throw new IllegalStateException("hash is not cached (expected: cachedPrefix was asked)");
    }
    return block;
  }

  private void unlink(int block) {
    next[previous[block]] = next[block];
    previous[next[block]] = previous[block];
    next[block] = NONE;
    previous[block] = NONE;
    free--;
  }

  private static void check(boolean holds, String what, int block) {
    if (!holds) {
      throw new IllegalStateException(what + ": " + block);
    }
  }
}
