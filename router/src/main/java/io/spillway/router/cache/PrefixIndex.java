package io.spillway.router.cache;

import io.spillway.router.PrefixChain;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks of prompts each pod's engine is believed to cache.
 *
 * <p>For each pod the index remembers the blocks used last, as many as the pod's cache has room
 * for. A prompt is noted from its last block to its first, so the order of use of a pod's blocks
 * has every block behind the one before it in its prompt. Hence:
 *
 * <ul>
 *   <li>What goes first is the end of a prompt; one longer than the cache keeps its beginning.
 *   <li>A pod that holds a block holds all before it. Proof: the pod's least recent block has none
 *       behind it, so evicting it breaks nothing; noting a prompt moves a whole path from the first
 *       block to the front, in order; and {@link #truncate} removes a block with all behind it.
 *   <li>Going down a chain the sets of holders are nested, so that two of them are equal when they
 *       are of equal size. {@link #match} looks only for the depths at which the size changes.
 * </ul>
 *
 * <p>When the pods' caches are together larger than the memory allowed, each has its share of it in
 * proportion. Arrays grow in {@link #capacity} only, by half or more, and never shrink: a pause of
 * a copy when the fleet grows, none on the path of a request.
 */
public final class PrefixIndex {
  /** What one block in one pod's cache takes, at most: less the more pods hold the same. */
  public static final int BYTES_PER_ENTRY = HoldingTable.BYTES + BlockTable.BYTES;

  private static final int ENTRIES_MAX = 1 << 27;

  private final int blockTokens;
  private final int entriesMax;
  private final BlockTable blocks = new BlockTable();
  private final HoldingTable holdings = new HoldingTable(blocks);
  private @Nullable PodCache[] caches = new @Nullable PodCache[0];

  // The depths at which the number of holders changes, from the first block on; sizes are strictly
  // falling, so there are at most as many as pods.
  private int[] stepBlocks = new int[0];
  private int[] stepDepths = new int[0];

  /**
   * An index without pods.
   *
   * @param blockTokens tokens of a block in every chain; a chain of another size is an error
   * @param bytesMax bounds {@link #bytes}; at least that of two entries
   */
  public PrefixIndex(int blockTokens, long bytesMax) {
    if (blockTokens <= 0 || bytesMax < 2 * BYTES_PER_ENTRY) {
      throw new IllegalArgumentException(
          "blockTokens "
              + blockTokens
              + ", bytesMax "
              + bytesMax
              + " (expected: room for a block)");
    }
    this.blockTokens = blockTokens;
    // One entry's room is lost: index 0 stands for none.
    this.entriesMax = (int) Math.min(bytesMax / BYTES_PER_ENTRY - 1, ENTRIES_MAX);
  }

  /**
   * Sets how much one pod's cache holds. A new pod holds nothing yet; of one that is known the
   * blocks beyond go at once, the least recently used first, as do those of others whose share of
   * the memory becomes smaller.
   *
   * @param pod a small number, the pod's own until {@link #drop}
   * @param tokens &gt;= 0; counted in whole blocks
   */
  public void capacity(int pod, long tokens) {
    if (pod < 0 || tokens < 0) {
      throw new IllegalArgumentException("pod " + pod + ", tokens " + tokens + " (expected: >= 0)");
    }
    if (pod >= caches.length) {
      int length = Math.max(pod + 1, caches.length * 2);
      caches = Arrays.copyOf(caches, length);
      stepBlocks = new int[length];
      stepDepths = new int[length];
    }
    PodCache cache = caches[pod];
    if (cache == null) {
      cache = new PodCache(pod);
      caches[pod] = cache;
    }
    cache.blocks = (int) Math.min(tokens / blockTokens, Integer.MAX_VALUE);
    long entries = Math.min(share(), entriesMax);
    int size = holdings.sizeMax();
    if (entries > size) {
      int grown = (int) Math.max(entries, Math.min(size + size / 2, entriesMax));
      blocks.grow(grown);
      holdings.grow(grown);
    }
  }

  /** Forgets a pod with all it holds and its capacity; unknown pods are ignored. */
  public void drop(int pod) {
    PodCache cache = cache(pod);
    if (cache != null) {
      evict(cache, 0);
      caches[pod] = null;
      share();
    }
  }

  /** Notes that a pod is given a prompt, and so will hold it. Without a capacity it holds none. */
  public void record(PrefixChain chain, int pod) {
    PodCache cache = cache(pod);
    if (cache == null) {
      return;
    }
    long[] hashes = chain.hashes();
    int orphan = HoldingTable.NONE; // new, and its parent is what comes next
    for (int depth = Math.min(length(chain), cache.share) - 1; depth >= 0; depth--) {
      int block = blocks.find(hashes[depth]);
      int holding = block == BlockTable.NONE ? HoldingTable.NONE : holdings.find(block, pod);
      boolean known = holding != HoldingTable.NONE;
      if (known) {
        holdings.touch(holding, cache);
      } else {
        evict(cache, cache.share - 1); // before the block is made: so there is always room for it
        holding = holdings.add(block == BlockTable.NONE ? blocks.add(hashes[depth]) : block, cache);
      }
      if (orphan != HoldingTable.NONE) {
        holdings.adopt(holding, orphan);
      }
      orphan = known ? HoldingTable.NONE : holding;
    }
  }

  /**
   * Tells how much of a prompt each pod holds.
   *
   * @param found for each pod, the number of blocks from the chain's first on that it holds; 0 for
   *     pods that hold none and for numbers that are no pod; pods beyond its length are left out
   */
  public void match(PrefixChain chain, int[] found) {
    Arrays.fill(found, 0);
    int length = length(chain);
    long[] hashes = chain.hashes();
    int steps = 0;
    long holders = 0;
    for (int depth = 0; depth < length; depth = stepDepths[steps++]) {
      int block = blocks.find(hashes[depth]);
      if (block == BlockTable.NONE) {
        break;
      }
      stepBlocks[steps] = block;
      stepDepths[steps] = stepEnd(hashes, depth, length, blocks.count(block));
      holders += blocks.count(block);
    }
    if (steps == 0) {
      return;
    }
    // A look-up costs some four times as much as going on to the next holder.
    int lookups = 4 * (Integer.SIZE - Integer.numberOfLeadingZeros(steps - 1));
    if (holders <= (1L + lookups) * blocks.count(stepBlocks[0])) {
      for (int step = 0; step < steps; step++) {
        mark(step, found);
      }
    } else {
      mark(0, found);
      deepen(steps, found);
    }
  }

  /**
   * Forgets that a pod holds a chain beyond its first blocks: an engine reported that it had cached
   * fewer. All that the pod holds behind the first block forgotten goes too, of other prompts as
   * well, since no engine can use a block without those before it. Costs no more than noting what
   * is removed did.
   *
   * @param count blocks to keep, &gt;= 0
   */
  public void truncate(PrefixChain chain, int pod, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count " + count + " (expected: >= 0)");
    }
    PodCache cache = cache(pod);
    if (count >= length(chain) || cache == null) {
      return;
    }
    int block = blocks.find(chain.hashes()[count]);
    int holding = block == BlockTable.NONE ? HoldingTable.NONE : holdings.find(block, pod);
    if (holding != HoldingTable.NONE) {
      holdings.forget(holding, cache);
    }
  }

  /** What the arrays of blocks take, used or not. Beside them a pod itself takes some 50 bytes. */
  public long bytes() {
    return blocks.bytes() + holdings.bytes();
  }

  /** Pairs of a pod and a block that it holds. */
  public int entries() {
    return holdings.size();
  }

  private int length(PrefixChain chain) {
    if (chain.length() > 0 && chain.blockTokens() != blockTokens) {
      throw new IllegalArgumentException(
          "blockTokens " + chain.blockTokens() + " (expected: " + blockTokens + ")");
    }
    return chain.length();
  }

  private @Nullable PodCache cache(int pod) {
    return pod < caches.length ? caches[pod] : null;
  }

  /** Gives each pod its share; returns how many blocks all pods' caches have room for. */
  private long share() {
    long all = 0;
    for (PodCache cache : caches) {
      all += cache == null ? 0 : cache.blocks;
    }
    for (PodCache cache : caches) {
      if (cache != null) {
        long share = all <= entriesMax ? cache.blocks : (long) cache.blocks * entriesMax / all;
        cache.share = (int) share;
        evict(cache, cache.share);
      }
    }
    return all;
  }

  private void evict(PodCache cache, int heldMax) {
    while (cache.held > heldMax) {
      holdings.forget(cache.oldest, cache);
    }
  }

  /** The first depth after one whose number of holders is another, or the chain's length. */
  private int stepEnd(long[] hashes, int from, int length, int holders) {
    int same = from;
    int stride = 1;
    while (same + stride < length && holders(hashes[same + stride]) == holders) {
      same += stride;
      stride *= 2;
    }
    int other = Math.min(same + stride, length);
    while (other - same > 1) {
      int middle = (same + other) >>> 1;
      if (holders(hashes[middle]) == holders) {
        same = middle;
      } else {
        other = middle;
      }
    }
    return other;
  }

  private int holders(long hash) {
    return blocks.count(blocks.find(hash));
  }

  /** Notes the depth of a step for all who hold its block. */
  private void mark(int step, int[] found) {
    int depth = stepDepths[step];
    int holding = blocks.firstHolder(stepBlocks[step]);
    while (holding != HoldingTable.NONE) {
      int pod = holdings.pod(holding);
      if (pod < found.length) {
        found[pod] = depth;
      }
      holding = holdings.holderAfter(holding);
    }
  }

  /** Looks for the deepest step of each pod that has the first. */
  private void deepen(int steps, int[] found) {
    for (int pod = 0; pod < found.length; pod++) {
      if (found[pod] == 0) {
        continue;
      }
      int held = 0;
      int lacking = steps;
      while (lacking - held > 1) {
        int middle = (held + lacking) >>> 1;
        if (holdings.find(stepBlocks[middle], pod) != HoldingTable.NONE) {
          held = middle;
        } else {
          lacking = middle;
        }
      }
      found[pod] = stepDepths[held];
    }
  }

  /** Throws when an invariant is broken. */
  void assertValid() {
    int entries = 0;
    for (PodCache cache : caches) {
      if (cache != null) {
        entries += assertValid(cache);
      }
    }
    check(entries == holdings.size(), "entries are counted");
    check(entries <= holdings.sizeMax(), "entries fit in the arrays");
    check(holdings.sizeMax() <= entriesMax, "arrays are bounded");
  }

  private int assertValid(PodCache cache) {
    var seen = new BitSet();
    var behind = new BitSet();
    int held = 0;
    int children = 0;
    for (int at = cache.newest; at != HoldingTable.NONE; at = holdings.older(at)) {
      seen.set(at);
      held++;
      int block = holdings.block(at);
      check(holdings.pod(at) == cache.pod, "a pod's list has its own holdings");
      check(holdings.find(block, cache.pod) == at, "a holding is found");
      int child = holdings.firstChild(at);
      for (; child != HoldingTable.NONE; child = holdings.siblingAfter(child)) {
        check(!seen.get(child), "a block is used after all that come behind it");
        behind.set(child);
        children++;
      }
      int holders = 0;
      int holder = blocks.firstHolder(block);
      for (; holder != HoldingTable.NONE; holder = holdings.holderAfter(holder)) {
        check(holdings.block(holder) == block, "a block's list has its own holdings");
        holders++;
      }
      check(holders == blocks.count(block), "holders are counted");
    }
    check(children == behind.cardinality(), "a block has one before it");
    seen.and(behind);
    check(seen.equals(behind), "what is behind a block is of the same pod");
    check(held == cache.held && held <= cache.share, "a pod's holdings are counted and bounded");
    return held;
  }

  private static void check(boolean holds, String invariant) {
    if (!holds) {
      throw new IllegalStateException("broken: " + invariant);
    }
  }
}
