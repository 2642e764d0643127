package io.spillway.router.cache;

import java.util.Arrays;

/**
 * Who holds what: one holding for each pair of a block and a pod, in a hash table with chaining in
 * two arrays. A holding is an index from 1.
 *
 * <p>Each holding is in three lists: all holders of its block; all holdings of its pod, in the
 * order of use; and the holdings of the same pod whose blocks come directly after the same block
 * (its siblings), which begins at the holding of that block (their parent).
 */
final class HoldingTable {
  static final int NONE = 0;

  private static final int BLOCK = 0;
  private static final int POD = 1;
  private static final int NEXT = 2; // in the bucket, or in the list of free holdings
  private static final int HOLDER_AFTER = 3;
  private static final int HOLDER_BEFORE = 4;
  private static final int OLDER = 5;
  private static final int NEWER = 6;
  private static final int CHILD = 7; // the first of them
  private static final int SIBLING_AFTER = 8;
  private static final int SIBLING_BEFORE = 9; // of the first: its parent, negative
  private static final int FIELDS = 10;

  /** What one holding takes: its fields and its bucket. */
  static final int BYTES = (FIELDS + 1) * Integer.BYTES;

  private static final long SPREAD = 0x9e3779b9L; // 2^32 divided by the golden ratio

  private final BlockTable blocks;
  private int[] holdings = new int[FIELDS];
  private int[] buckets = new int[1];
  private int usedMax;
  private int free = NONE;
  private int size;

  HoldingTable(BlockTable blocks) {
    this.blocks = blocks;
  }

  int size() {
    return size;
  }

  int sizeMax() {
    return holdings.length / FIELDS - 1;
  }

  long bytes() {
    return (long) (holdings.length + buckets.length) * Integer.BYTES;
  }

  /** The holding of a block by a pod, or {@link #NONE}. */
  int find(int block, int pod) {
    int holding = buckets[bucket(block, pod)];
    while (holding != NONE) {
      int at = holding * FIELDS;
      if (holdings[at + BLOCK] == block && holdings[at + POD] == pod) {
        return holding;
      }
      holding = holdings[at + NEXT];
    }
    return NONE;
  }

  int pod(int holding) {
    return holdings[holding * FIELDS + POD];
  }

  int block(int holding) {
    return holdings[holding * FIELDS + BLOCK];
  }

  int holderAfter(int holding) {
    return holdings[holding * FIELDS + HOLDER_AFTER];
  }

  int older(int holding) {
    return holdings[holding * FIELDS + OLDER];
  }

  int firstChild(int holding) {
    return holdings[holding * FIELDS + CHILD];
  }

  int siblingAfter(int holding) {
    return holdings[holding * FIELDS + SIBLING_AFTER];
  }

  /** Adds a holding that is not there yet, as the pod's newest; there must be room. */
  int add(int block, PodCache cache) {
    int holding = free;
    if (holding == NONE) {
      holding = ++usedMax;
    } else {
      free = holdings[holding * FIELDS + NEXT];
    }
    int at = holding * FIELDS;
    holdings[at + BLOCK] = block;
    holdings[at + POD] = cache.pod;
    holdings[at + CHILD] = NONE;
    holdings[at + SIBLING_AFTER] = NONE;
    holdings[at + SIBLING_BEFORE] = NONE;
    chain(holding);
    int holder = blocks.firstHolder(block);
    holdings[at + HOLDER_BEFORE] = NONE;
    holdings[at + HOLDER_AFTER] = holder;
    if (holder != NONE) {
      holdings[holder * FIELDS + HOLDER_BEFORE] = holding;
    }
    blocks.firstHolder(block, holding);
    blocks.held(block);
    linkNewest(holding, cache);
    cache.held++;
    size++;
    return holding;
  }

  /** Makes a holding its pod's newest. */
  void touch(int holding, PodCache cache) {
    if (cache.newest != holding) {
      unlinkUse(holding, cache);
      linkNewest(holding, cache);
    }
  }

  /** Notes that a holding's block comes directly after that of another of the same pod. */
  void adopt(int parent, int child) {
    int first = holdings[parent * FIELDS + CHILD];
    holdings[child * FIELDS + SIBLING_AFTER] = first;
    holdings[child * FIELDS + SIBLING_BEFORE] = -parent;
    if (first != NONE) {
      holdings[first * FIELDS + SIBLING_BEFORE] = child;
    }
    holdings[parent * FIELDS + CHILD] = child;
  }

  /** Removes a holding and all that come after it, directly or not. */
  void forget(int holding, PodCache cache) {
    int last = holding;
    while (true) {
      int child = holdings[last * FIELDS + CHILD];
      if (child != NONE) {
        last = child;
      } else if (last == holding) {
        remove(last, cache);
        return;
      } else {
        int parent = -holdings[last * FIELDS + SIBLING_BEFORE]; // it was reached as a first child
        remove(last, cache);
        last = parent;
      }
    }
  }

  /** Makes room for more holdings; those that are there keep their indices. */
  void grow(int sizeMax) {
    holdings = Arrays.copyOf(holdings, (sizeMax + 1) * FIELDS);
    buckets = new int[sizeMax];
    for (int holding = 1; holding <= usedMax; holding++) {
      if (holdings[holding * FIELDS + BLOCK] != BlockTable.NONE) {
        chain(holding);
      }
    }
  }

  private void remove(int holding, PodCache cache) {
    int at = holding * FIELDS;
    unchain(holding);
    unlinkUse(holding, cache);
    unlinkSibling(at);
    unlinkHolder(at);
    blocks.released(holdings[at + BLOCK]);
    holdings[at + BLOCK] = BlockTable.NONE;
    holdings[at + NEXT] = free;
    free = holding;
    cache.held--;
    size--;
  }

  private void linkNewest(int holding, PodCache cache) {
    int at = holding * FIELDS;
    holdings[at + NEWER] = NONE;
    holdings[at + OLDER] = cache.newest;
    if (cache.newest != NONE) {
      holdings[cache.newest * FIELDS + NEWER] = holding;
    } else {
      cache.oldest = holding;
    }
    cache.newest = holding;
  }

  private void unlinkUse(int holding, PodCache cache) {
    int newer = holdings[holding * FIELDS + NEWER];
    int older = holdings[holding * FIELDS + OLDER];
    if (newer != NONE) {
      holdings[newer * FIELDS + OLDER] = older;
    } else {
      cache.newest = older;
    }
    if (older != NONE) {
      holdings[older * FIELDS + NEWER] = newer;
    } else {
      cache.oldest = newer;
    }
  }

  private void unlinkSibling(int at) {
    int before = holdings[at + SIBLING_BEFORE];
    int after = holdings[at + SIBLING_AFTER];
    if (before > 0) {
      holdings[before * FIELDS + SIBLING_AFTER] = after;
    } else if (before < 0) {
      holdings[-before * FIELDS + CHILD] = after;
    }
    if (after != NONE) {
      holdings[after * FIELDS + SIBLING_BEFORE] = before;
    }
  }

  private void unlinkHolder(int at) {
    int before = holdings[at + HOLDER_BEFORE];
    int after = holdings[at + HOLDER_AFTER];
    if (before != NONE) {
      holdings[before * FIELDS + HOLDER_AFTER] = after;
    } else {
      blocks.firstHolder(holdings[at + BLOCK], after);
    }
    if (after != NONE) {
      holdings[after * FIELDS + HOLDER_BEFORE] = before;
    }
  }

  private void chain(int holding) {
    int at = holding * FIELDS;
    int bucket = bucket(holdings[at + BLOCK], holdings[at + POD]);
    holdings[at + NEXT] = buckets[bucket];
    buckets[bucket] = holding;
  }

  private void unchain(int holding) {
    int at = holding * FIELDS;
    int bucket = bucket(holdings[at + BLOCK], holdings[at + POD]);
    int before = buckets[bucket];
    if (before == holding) {
      buckets[bucket] = holdings[at + NEXT];
      return;
    }
    while (holdings[before * FIELDS + NEXT] != holding) {
      before = holdings[before * FIELDS + NEXT];
    }
    holdings[before * FIELDS + NEXT] = holdings[at + NEXT];
  }

  /**
   * Each pod has the blocks in a row from a place of its own, as in a ring: it never collides with
   * itself, and a chain's blocks, made one after the other, are neighbours in memory here too.
   */
  private int bucket(int block, int pod) {
    long start = ((pod * SPREAD & 0xffffffffL) * buckets.length) >>> 32;
    long bucket = start + block - 1;
    return (int) (bucket < buckets.length ? bucket : bucket - buckets.length);
  }
}
