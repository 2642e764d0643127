package io.spillway.router.cache;

import java.util.Arrays;

/**
 * The blocks that some pod holds, by hash, each with its holders: a hash table with chaining in two
 * arrays. A block is an index from 1; a block without holders does not exist.
 */
final class BlockTable {
  static final int NONE = 0;

  private static final int HASH_HIGH = 0;
  private static final int HASH_LOW = 1;
  private static final int NEXT = 2; // in the bucket, or in the list of free blocks
  private static final int COUNT = 3;
  private static final int FIRST_HOLDER = 4;
  private static final int FIELDS = 5;

  /** What one block takes: its fields and its bucket. */
  static final int BYTES = (FIELDS + 1) * Integer.BYTES;

  private int[] blocks = new int[FIELDS]; // block 0 stays zero: no hash, no holder
  private int[] buckets = new int[1];
  private int usedMax;
  private int free = NONE;

  /** The block with a hash, or {@link #NONE}. */
  int find(long hash) {
    int high = (int) (hash >>> 32);
    int low = (int) hash;
    int block = buckets[bucket(high)];
    while (block != NONE) {
      int at = block * FIELDS;
      if (blocks[at + HASH_LOW] == low && blocks[at + HASH_HIGH] == high) {
        return block;
      }
      block = blocks[at + NEXT];
    }
    return NONE;
  }

  /** Adds a block that is not there yet; there must be room. */
  int add(long hash) {
    int block = free;
    if (block == NONE) {
      block = ++usedMax;
    } else {
      free = blocks[block * FIELDS + NEXT];
    }
    int at = block * FIELDS;
    blocks[at + HASH_HIGH] = (int) (hash >>> 32);
    blocks[at + HASH_LOW] = (int) hash;
    blocks[at + COUNT] = 0;
    blocks[at + FIRST_HOLDER] = NONE;
    chain(block);
    return block;
  }

  /** How many pods hold a block; 0 for {@link #NONE}. */
  int count(int block) {
    return blocks[block * FIELDS + COUNT];
  }

  /** The first of a block's holdings, where the list of them begins. */
  int firstHolder(int block) {
    return blocks[block * FIELDS + FIRST_HOLDER];
  }

  void firstHolder(int block, int holding) {
    blocks[block * FIELDS + FIRST_HOLDER] = holding;
  }

  void held(int block) {
    blocks[block * FIELDS + COUNT]++;
  }

  /** One pod holds the block no more; with the last one the block goes. */
  void released(int block) {
    int at = block * FIELDS;
    if (--blocks[at + COUNT] == 0) {
      unchain(block);
      blocks[at + NEXT] = free;
      free = block;
    }
  }

  /** Makes room for more blocks; those that are there keep their indices. */
  void grow(int size) {
    blocks = Arrays.copyOf(blocks, (size + 1) * FIELDS);
    buckets = new int[size];
    for (int block = 1; block <= usedMax; block++) {
      if (blocks[block * FIELDS + COUNT] > 0) {
        chain(block);
      }
    }
  }

  long bytes() {
    return (long) (blocks.length + buckets.length) * Integer.BYTES;
  }

  private void chain(int block) {
    int at = block * FIELDS;
    int bucket = bucket(blocks[at + HASH_HIGH]);
    blocks[at + NEXT] = buckets[bucket];
    buckets[bucket] = block;
  }

  private void unchain(int block) {
    int at = block * FIELDS;
    int bucket = bucket(blocks[at + HASH_HIGH]);
    int before = buckets[bucket];
    if (before == block) {
      buckets[bucket] = blocks[at + NEXT];
      return;
    }
    while (blocks[before * FIELDS + NEXT] != block) {
      before = blocks[before * FIELDS + NEXT];
    }
    blocks[before * FIELDS + NEXT] = blocks[at + NEXT];
  }

  /** Scales the hash's upper half down to the number of buckets, which need not be a power of 2. */
  private int bucket(int high) {
    return (int) (((high & 0xffffffffL) * buckets.length) >>> 32);
  }
}
