package io.spillway.loadtest.engine.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hashes of a text's blocks, each over all that stands before it, so that two texts share a
 * hash exactly as far as they begin alike. A token is four bytes, a block sixteen tokens.
 */
public final class PrefixChain {
  /** Bytes that count as one token. */
  public static final int TOKEN_BYTES = 4;

  private static final int BLOCK_BYTES = TOKEN_BYTES * EngineProfile.BLOCK_TOKENS;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private PrefixChain() {}

  /**
   * The hashes of a text's full blocks.
   *
   * @param salt texts under different salts share nothing
   */
  public static long[] of(byte[] text, long salt) {
    var hashes = new long[text.length / BLOCK_BYTES];
    long hash = mix(salt ^ MULTIPLIER);
    for (int block = 0; block < hashes.length; block++) {
      int start = block * BLOCK_BYTES;
      for (int at = start; at < start + BLOCK_BYTES; at += Long.BYTES) {
        hash = mix(hash ^ (long) LONGS.get(text, at)) * MULTIPLIER;
      }
      hash = hash == 0 ? 1 : hash; // Zero means "no content" in the cache.
      hashes[block] = hash;
    }
    return hashes;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * 0xD6E8FEB86659FD93L;
    return mixed ^ (mixed >>> 29);
  }
}
