package io.spillway.router.cache;

import io.spillway.router.PrefixChain;
import java.util.Random;

/** Prompts spelled with a small alphabet, so that many begin alike, as chains of hashes. */
final class Chains {
  static final int BLOCK_TOKENS = 16;

  private Chains() {}

  /** The chain of a prompt with one block for each symbol. */
  static PrefixChain of(int... symbols) {
    var hashes = new long[symbols.length];
    long hash = 1;
    for (int i = 0; i < symbols.length; i++) {
      hash = mix(hash * 31 + symbols[i]);
      hashes[i] = hash;
    }
    return new PrefixChain(hashes, BLOCK_TOKENS);
  }

  static PrefixChain random(Random random, int symbols, int lengthMax) {
    return of(random.ints(random.nextInt(lengthMax + 1), 0, symbols).toArray());
  }

  private static long mix(long value) {
    long h = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
