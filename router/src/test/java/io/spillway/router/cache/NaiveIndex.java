package io.spillway.router.cache;

import io.spillway.router.PrefixChain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the index must know, said with collections: for each pod its blocks, oldest first. */
final class NaiveIndex {
  private final long entriesMax;
  private final Map<Integer, Long> capacities = new TreeMap<>();
  private final Map<Integer, LinkedHashSet<Long>> held = new TreeMap<>();
  private final Map<Long, List<Long>> paths = new HashMap<>(); // a block with all before it

  NaiveIndex(long bytesMax) {
    this.entriesMax = bytesMax / PrefixIndex.BYTES_PER_ENTRY - 1;
  }

  void capacity(int pod, long tokens) {
    capacities.put(pod, tokens / Chains.BLOCK_TOKENS);
    held.computeIfAbsent(pod, _ -> new LinkedHashSet<>());
    held.keySet().forEach(this::evict);
  }

  void drop(int pod) {
    capacities.remove(pod);
    held.remove(pod);
  }

  void record(PrefixChain chain, int pod) {
    LinkedHashSet<Long> blocks = held.get(pod);
    if (blocks == null) {
      return;
    }
    for (int i = chain.length() - 1; i >= 0; i--) {
      long hash = chain.hashes()[i];
      paths.putIfAbsent(hash, Arrays.stream(chain.hashes()).limit(i + 1L).boxed().toList());
      blocks.remove(hash);
      blocks.add(hash);
    }
    evict(pod);
  }

  void truncate(PrefixChain chain, int pod, int count) {
    if (held.containsKey(pod) && count < chain.length()) {
      long first = chain.hashes()[count];
      held.get(pod).removeIf(hash -> paths.get(hash).contains(first));
    }
  }

  /** Compares blocks one by one: holds even where a block is missing in between. */
  int match(PrefixChain chain, int pod) {
    int count = 0;
    while (count < chain.length()
        && held.containsKey(pod)
        && held.get(pod).contains(chain.hashes()[count])) {
      count++;
    }
    return count;
  }

  int entries() {
    return held.values().stream().mapToInt(LinkedHashSet::size).sum();
  }

  private void evict(int pod) {
    long all = capacities.values().stream().mapToLong(Long::longValue).sum();
    long own = capacities.get(pod);
    long share = all <= entriesMax ? own : own * entriesMax / all;
    var oldestFirst = new ArrayList<>(held.get(pod));
    oldestFirst
        .subList(0, (int) Math.max(0, oldestFirst.size() - share))
        .forEach(held.get(pod)::remove);
  }
}
