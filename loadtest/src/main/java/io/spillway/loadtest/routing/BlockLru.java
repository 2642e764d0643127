package io.spillway.loadtest.routing;

import java.util.Iterator;
import java.util.LinkedHashMap;

/** Blocks of 512 tokens in a cache of bounded size, the least recently used out first. */
final class BlockLru {
  private static final float LOAD_FACTOR = 0.75f;

  private final LinkedHashMap<Integer, Boolean> blocks = new LinkedHashMap<>(16, LOAD_FACTOR, true);
  private final int blocksMax;

  BlockLru(int blocksMax) {
    this.blocksMax = blocksMax;
  }

  /** How many of a prompt's blocks are here, counted to the first that is not. */
  int match(int[] prompt) {
    int length = 0;
    while (length < prompt.length && blocks.containsKey(prompt[length])) {
      length++;
    }
    return length;
  }

  /** Uses all blocks of a prompt, the last first, so that the head of a prompt goes out last. */
  void use(int[] prompt) {
    for (int i = prompt.length - 1; i >= 0; i--) {
      blocks.put(prompt[i], true);
    }
    Iterator<Integer> oldest = blocks.keySet().iterator();
    for (int surplus = blocks.size() - blocksMax; surplus > 0; surplus--) {
      oldest.next();
      oldest.remove();
    }
  }
}
