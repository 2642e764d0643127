package io.spillway.loadtest.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random holders of blocks; the cache does what a slow and obvious one does. */
final class KvCachePropertyTest {
  private static final int BLOCKS = 8;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.loadtest.engine.model.Seeds#seeds")
  void findsAndEvictsAsTheOracle(long seed) {
    var random = new Random(seed);
    var cache = new KvCache(BLOCKS);
    var oracle = new Oracle();
    var held = new ArrayList<Integer>();

    for (int step = 0; step < 300; step++) {
      long hash = 1L + random.nextInt(12);
      switch (random.nextInt(4)) {
        case 0 -> {
          if (cache.free() > 0) {
            int block = cache.take();
            assertThat(block).isEqualTo(oracle.take());
            cache.publish(block, hash);
            oracle.publish(block, hash);
            held.add(block);
          }
        }
        case 1 -> {
          boolean cached = cache.cachedPrefix(new long[] {hash}, 1) == 1;
          assertThat(cached).isEqualTo(oracle.byHash.containsKey(hash));
          if (cached) {
            int block = cache.share(hash);
            assertThat(block).isEqualTo(oracle.share(hash));
            held.add(block);
          }
        }
        case 2, 3 -> {
          if (!held.isEmpty()) {
            int index = random.nextInt(held.size());
            int block = held.get(index);
            held.subList(index, index + 1).clear();
            cache.release(block);
            oracle.release(block);
          }
        }
        default -> throw new AssertionError();
      }
      cache.assertValid();
      assertThat(cache.free()).isEqualTo(oracle.free.size());
    }
  }

  /** Free blocks in a queue, contents in a map. */
  private static final class Oracle {
    private final Deque<Integer> free = new ArrayDeque<>();
    private final Map<Integer, Integer> holders = new HashMap<>();
    private final Map<Long, Integer> byHash = new HashMap<>();

    Oracle() {
      for (int block = 0; block < BLOCKS; block++) {
        free.add(block);
      }
    }

    int take() {
      int block = free.removeFirst();
      byHash.values().removeIf(cached -> cached == block);
      holders.put(block, 1);
      return block;
    }

    void publish(int block, long hash) {
      byHash.putIfAbsent(hash, block);
    }

    int share(long hash) {
      int block = byHash.get(hash);
      free.remove(block);
      holders.merge(block, 1, Integer::sum);
      return block;
    }

    void release(int block) {
      if (holders.merge(block, -1, Integer::sum) == 0) {
        free.addLast(block);
      }
    }
  }
}
