package io.spillway.router;

/**
 * A prompt as a chain of hashes: each stands for one block of tokens and all blocks before it, so
 * that two prompts share as many leading hashes as they share leading blocks.
 *
 * <p>Model, adapter, tenant and cache salt are part of the first hash: prompts that an engine keeps
 * apart have no hash in common.
 *
 * @param hashes one for each whole block, from the start of the prompt; not to be written to
 * @param blockTokens tokens of one block, as estimated, &gt; 0; the same for all chains of a pool
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost
public record PrefixChain(long[] hashes, int blockTokens) {
  /** Tokens of one block where nothing else is said. */
  public static final int BLOCK_TOKENS = 128;

  /** Of a prompt that is shorter than a block, or not known. */
  public static final PrefixChain EMPTY = new PrefixChain(new long[0], BLOCK_TOKENS);

  /** Blocks in the chain. */
  public int length() {
    return hashes.length;
  }
}
