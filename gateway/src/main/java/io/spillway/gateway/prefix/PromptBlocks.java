package io.spillway.gateway.prefix;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.PromptParts;
import io.spillway.router.KeyedHash;
import io.spillway.router.PrefixChain;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Turns prompts into chains of block hashes; gateways with the same secret agree on all of them.
 *
 * <p>The parts of a prompt are laid end to end, each closed by a byte that no text has, and cut
 * into blocks; a block's hash covers the hash before it. Text is taken as it is written in the
 * body: the same client writes an earlier turn the same way again. A block that is not full is left
 * out, and so is everything behind {@link #BLOCKS_MAX} blocks.
 */
public final class PromptBlocks {
  /** Tokens of a block, as estimated: four bytes are one. */
  public static final int BLOCK_TOKENS = PrefixChain.BLOCK_TOKENS;

  /** The longest chain. */
  public static final int BLOCKS_MAX = 1024;

  static final int BLOCK_BYTES = 4 * BLOCK_TOKENS;

  /** A prompt ends at the file behind these, so that hashing many large ones stays cheap. */
  static final int MEDIA_MAX = 256;

  /** A file that is longer is hashed at both ends only, with its length. */
  private static final int MEDIA_BYTES_MAX = 8 * 1024;

  /** Bytes that stand for a file or, at most, around a part. */
  private static final int MEDIA_BYTES = 2 * Long.BYTES;

  private static final int MARKS = 2;

  private final KeyedHash hash;

  /**
   * Hashes for one group of gateways.
   *
   * @param secret the same on all gateways that are to agree
   */
  public PromptBlocks(byte[] secret) {
    hash = KeyedHash.from(secret, "prefix block");
  }

  /** The chain of the prompt whose parts stand in the body. */
  public PrefixChain chain(PromptOwner owner, byte[] body, PromptParts parts) {
    int blocks = (int) Math.min(BLOCKS_MAX, bytesAtMost(parts) / BLOCK_BYTES);
    if (blocks == 0) {
      return PrefixChain.EMPTY;
    }
    var chain = new BlockChain(hash, seed(owner), blocks);
    int media = 0;
    for (int i = 0; i < parts.count() && !chain.full() && media <= MEDIA_MAX; i++) {
      int from = parts.from(i);
      int to = parts.to(i);
      switch (parts.kind(i)) {
        case TEXT -> chain.add(body, from, to);
        case ROLE -> {
          chain.mark(BlockChain.ROLE);
          chain.add(body, from, to);
        }
        case TOKENS -> {
          chain.mark(BlockChain.TOKENS);
          tokens(body, from, to, chain);
        }
        case MEDIA -> {
          if (++media <= MEDIA_MAX) {
            chain.mark(BlockChain.MEDIA);
            media(body, from, to, chain);
          }
        }
      }
      chain.mark(BlockChain.END);
    }
    long[] hashes = chain.hashes();
    return hashes.length == 0 ? PrefixChain.EMPTY : new PrefixChain(hashes, BLOCK_TOKENS);
  }

  private static long bytesAtMost(PromptParts parts) {
    long bytes = 0;
    for (int i = 0; i < parts.count(); i++) {
      long length = (long) parts.to(i) - parts.from(i);
      bytes +=
          MARKS
              + switch (parts.kind(i)) {
                case TEXT, ROLE -> length;
                case TOKENS -> length / 2 * Integer.BYTES; // a digit and a comma
                case MEDIA -> MEDIA_BYTES;
              };
    }
    return bytes;
  }

  private long seed(PromptOwner owner) {
    byte[] tenant = utf8(owner.tenant());
    byte[] model = utf8(owner.model());
    // The empty name is no adapter's.
    byte[] adapter = utf8(owner.adapter() == null ? "" : owner.adapter());
    var all =
        ByteBuffer.allocate(2 * Integer.BYTES + tenant.length + model.length + adapter.length + 1);
    all.putInt(tenant.length).put(tenant).putInt(model.length).put(model);
    all.put((byte) (owner.kind() == ApiKind.COMPLETIONS ? 1 : 0)).put(adapter);
    return hash.hash(all.array(), 0, all.capacity());
  }

  private void media(byte[] body, int from, int to, BlockChain chain) {
    int length = to - from;
    int first = Math.min(length, MEDIA_BYTES_MAX / 2);
    int last = Math.min(length - first, MEDIA_BYTES_MAX / 2);
    chain.add(hash.hash(body, from, first) + length);
    chain.add(hash.hash(body, to - last, last));
  }

  /** Adds each number in four bytes: a block is then as many tokens as it is taken for. */
  private static void tokens(byte[] body, int from, int to, BlockChain chain) {
    int token = -1;
    for (int i = from; i < to && !chain.full(); i++) {
      int digit = body[i] - '0';
      if (digit >= 0 && digit <= 9) {
        token = Math.max(0, token) * 10 + digit;
      } else if (token >= 0) {
        chain.add(token);
        token = -1;
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
