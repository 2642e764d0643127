package io.spillway.router.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.spillway.router.PrefixChain;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the path of a request allocates, as the JVM counts it. */
final class AllocationTest {
  private static final int ROUNDS = 1000;
  private static final int NOISE_BYTES = 4096; // far less than one object for each round

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void lookingPromptsUpAndNotingThemAllocatesNothing() {
    var random = new Random(1);
    PrefixChain[] chains =
        Stream.generate(() -> Chains.random(random, 2, 40)).limit(64).toArray(PrefixChain[]::new);
    var index = new PrefixIndex(Chains.BLOCK_TOKENS, 1 << 20);
    for (int pod = 0; pod < 8; pod++) {
      index.capacity(pod, 100 * Chains.BLOCK_TOKENS);
    }
    var found = new int[8];
    assertAllocatesNothing(round -> {
      index.record(chains[round & 63], round & 7);
      index.match(chains[round * 7 & 63], found);
      index.truncate(chains[round * 5 & 63], round & 7, 20);
    });
  }

  @Test
  void lookingSessionsUpAndNotingThemAllocatesNothingOnceTheTableHasGrown() {
    var table = new SessionTable(500, 100);
    assertAllocatesNothing(round -> {
      table.put(round, 1, 2, round);
      table.find(round - 50L, round);
      table.remove(round - 10L);
    });
  }

  private void assertAllocatesNothing(Round round) {
    for (int i = 0; i < ROUNDS; i++) {
      round.run(i);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round.run(ROUNDS + i);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(NOISE_BYTES);
  }

  private interface Round {
    void run(int number);
  }
}
