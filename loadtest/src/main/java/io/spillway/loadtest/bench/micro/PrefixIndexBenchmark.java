package io.spillway.loadtest.bench.micro;

import io.spillway.router.PrefixChain;
import io.spillway.router.cache.PrefixIndex;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Looking up and noting prompts of 32 blocks in a full index: all begin with the same eight blocks,
 * which every pod holds; the rest belongs to one conversation, which one pod holds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
public class PrefixIndexBenchmark {
  private static final int BLOCK_TOKENS = 64;
  private static final int BLOCKS_SHARED = 8;
  private static final int BLOCKS = 32;
  private static final int BLOCKS_PER_POD = 4096;
  private static final long BYTES_MAX = 512L << 20;
  private static final int CHAINS = 1 << 14; // a power of 2

  /** Pods of the pool. */
  @Param({"1", "64", "1000"})
  public int pods;

  private final PrefixChain[] chains = new PrefixChain[CHAINS];
  private final int[] places = new int[CHAINS];
  private final SplittableRandom random = new SplittableRandom(1);
  private PrefixIndex index = new PrefixIndex(BLOCK_TOKENS, BYTES_MAX);
  private PrefixChain shared = PrefixChain.EMPTY;
  private int[] found = new int[0];
  private int next;

  /** Fills every pod's cache. */
  @Setup
  public void fill() {
    index = new PrefixIndex(BLOCK_TOKENS, BYTES_MAX);
    found = new int[pods];
    long[] common = random.longs(BLOCKS_SHARED).toArray();
    shared = new PrefixChain(common, BLOCK_TOKENS);
    for (int pod = 0; pod < pods; pod++) {
      index.capacity(pod, (long) BLOCKS_PER_POD * BLOCK_TOKENS);
    }
    int prompts = Math.max(CHAINS, pods * BLOCKS_PER_POD / (BLOCKS - BLOCKS_SHARED));
    for (int i = 0; i < prompts; i++) {
      int at = i % CHAINS;
      chains[at] = conversation(common);
      places[at] = i % pods;
      index.record(chains[at], places[at]);
    }
  }

  /** A prompt of which most pods know the beginning and one, mostly, the rest. */
  @Benchmark
  public int[] match() {
    index.match(chains[next++ & (CHAINS - 1)], found);
    return found;
  }

  /** A prompt that all pods hold to its end. */
  @Benchmark
  public int[] matchShared() {
    index.match(shared, found);
    return found;
  }

  /** The next turn of a conversation, or a new one in place of an old one. */
  @Benchmark
  public int record() {
    int at = next++ & (CHAINS - 1);
    index.record(chains[at], places[at]);
    return index.entries();
  }

  private PrefixChain conversation(long[] common) {
    long[] hashes = random.longs(BLOCKS).toArray();
    System.arraycopy(common, 0, hashes, 0, common.length);
    return new PrefixChain(hashes, BLOCK_TOKENS);
  }
}
