package io.spillway.gateway.prefix;

import io.spillway.router.KeyedHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A chain that grows by the bytes of one prompt; only the block at hand is held. */
final class BlockChain {
  /** Bytes that UTF-8 has not: what stands between two of them is one part. */
  static final byte END = (byte) 0xff;

  static final byte ROLE = (byte) 0xfe;
  static final byte MEDIA = (byte) 0xfd;
  static final byte TOKENS = (byte) 0xfc;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Where the block begins, behind the hash before it. */
  private static final int BLOCK_AT = Long.BYTES;

  private static final int BLOCK_END = BLOCK_AT + PromptBlocks.BLOCK_BYTES;

  private final KeyedHash hash;
  private final long[] hashes;
  private final byte[] block = new byte[BLOCK_END];
  private int at = BLOCK_AT;
  private int count;

  /** A chain of at most {@code blocks} behind a first hash that is not part of it. */
  BlockChain(KeyedHash hash, long seed, int blocks) {
    this.hash = hash;
    hashes = new long[blocks];
    LONG.set(block, 0, seed);
  }

  /** True when it takes no more. */
  boolean full() {
    return count == hashes.length;
  }

  void add(byte[] bytes, int from, int to) {
    for (int next = from; next < to && !full(); ) {
      int length = Math.min(to - next, BLOCK_END - at);
      System.arraycopy(bytes, next, block, at, length);
      next += length;
      advance(length);
    }
  }

  void mark(byte mark) {
    if (!full()) {
      block[at] = mark;
      advance(1);
    }
  }

  void add(int value) {
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      mark((byte) (value >>> shift));
    }
  }

  void add(long value) {
    add((int) (value >>> Integer.SIZE));
    add((int) value);
  }

  /** The hashes of all full blocks. */
  long[] hashes() {
    return full() ? hashes : Arrays.copyOf(hashes, count);
  }

  private void advance(int length) {
    at += length;
    if (at == BLOCK_END) {
      long next = hash.hash(block, 0, BLOCK_END);
      hashes[count++] = next;
      LONG.set(block, 0, next);
      at = BLOCK_AT;
    }
  }
}
