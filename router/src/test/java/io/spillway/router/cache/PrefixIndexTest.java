package io.spillway.router.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.router.PrefixChain;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PrefixIndexTest {
  private static final int BLOCK = Chains.BLOCK_TOKENS;
  private static final long ROOM = 1 << 22;

  private final PrefixIndex index = new PrefixIndex(BLOCK, ROOM);

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void knowsWhatListsOfBlocksWouldKnow(long seed) {
    var random = new Random(seed);
    int pods = 1 + random.nextInt(12);
    int symbols = 1 + random.nextInt(3);
    int lengthMax = 1 + random.nextInt(20);
    long bytesMax = PrefixIndex.BYTES_PER_ENTRY * (2L + random.nextInt(200));
    var walked = new PrefixIndex(BLOCK, bytesMax);
    var naive = new NaiveIndex(bytesMax);
    var found = new int[pods + 2];
    for (int step = 0; step < 300; step++) {
      PrefixChain chain = Chains.random(random, symbols, lengthMax);
      int pod = random.nextInt(pods);
      switch (random.nextInt(20)) {
        case 0, 1 -> {
          long tokens = random.nextInt(60 * BLOCK);
          walked.capacity(pod, tokens);
          naive.capacity(pod, tokens);
        }
        case 2 -> {
          if (random.nextInt(3) == 0) {
            walked.drop(pod);
            naive.drop(pod);
          }
        }
        case 3, 4 -> {
          int count = random.nextInt(lengthMax);
          walked.truncate(chain, pod, count);
          naive.truncate(chain, pod, count);
        }
        default -> {
          walked.record(chain, pod);
          naive.record(chain, pod);
        }
      }
      walked.assertValid();
      assertThat(walked.entries()).isEqualTo(naive.entries());
      assertThat(walked.bytes()).isLessThanOrEqualTo(bytesMax);
      assertMatches(walked, naive, chain, found);
      assertMatches(walked, naive, Chains.random(random, symbols, lengthMax), found);
    }
  }

  /** Every pod holds another part of the chain: more steps than are worth following one by one. */
  @Test
  void tellsManyPodsApart() {
    int pods = 200;
    PrefixChain chain = Chains.of(IntStream.range(0, pods).toArray());
    for (int pod = 0; pod < pods; pod++) {
      index.capacity(pod, (long) BLOCK * (pod * 67 % pods));
      index.record(chain, pod);
    }
    var found = new int[pods];
    index.match(chain, found);
    for (int pod = 0; pod < pods; pod++) {
      assertThat(found[pod]).isEqualTo(pod * 67 % pods);
    }
  }

  @Test
  void keepsTheBeginningOfAPromptThatIsLongerThanTheCache() {
    index.capacity(0, 3 * BLOCK + BLOCK / 2);
    index.record(Chains.of(1, 2, 3, 4, 5), 0);
    assertThat(held(Chains.of(1, 2, 3, 4, 5))).isEqualTo(3);
  }

  @Test
  void forgetsTheEndOfAPromptBeforeItsBeginning() {
    index.capacity(0, 4 * BLOCK);
    index.record(Chains.of(1, 2, 3), 0);
    index.record(Chains.of(9, 8), 0);
    assertThat(held(Chains.of(1, 2, 3))).isEqualTo(2);
    assertThat(held(Chains.of(9, 8))).isEqualTo(2);
  }

  @Test
  void forgetsWithABlockWhatOtherPromptsHaveBehindIt() {
    index.capacity(0, 100 * BLOCK);
    index.record(Chains.of(1, 2, 3), 0);
    index.record(Chains.of(1, 2, 4, 5), 0);
    index.record(Chains.of(1, 7), 0);
    index.truncate(Chains.of(1, 2, 3), 0, 1);
    assertThat(held(Chains.of(1, 2, 3))).isEqualTo(1);
    assertThat(held(Chains.of(1, 2, 4, 5))).isEqualTo(1);
    assertThat(held(Chains.of(1, 7))).isEqualTo(2);
    assertThat(index.entries()).isEqualTo(2);
  }

  @Test
  void holdsNothingForAPodWithoutCapacity() {
    index.record(Chains.of(1, 2), 5);
    index.capacity(5, BLOCK - 1);
    index.record(Chains.of(1, 2), 5);
    assertThat(index.entries()).isZero();
  }

  @Test
  void startsAnewWithAPodThatWasDropped() {
    index.capacity(0, 100 * BLOCK);
    index.record(Chains.of(1, 2), 0);
    index.drop(0);
    index.capacity(0, 100 * BLOCK);
    assertThat(held(Chains.of(1, 2))).isZero();
  }

  @Test
  void sharesTheMemoryInProportionToTheCaches() {
    var small = new PrefixIndex(BLOCK, 41L * PrefixIndex.BYTES_PER_ENTRY);
    small.capacity(0, 100 * BLOCK);
    small.capacity(1, 300 * BLOCK);
    PrefixChain chain = Chains.of(IntStream.range(0, 60).toArray());
    small.record(chain, 0);
    small.record(chain, 1);
    var found = new int[2];
    small.match(chain, found);
    assertThat(found).containsExactly(10, 30);
    assertThat(small.bytes()).isLessThanOrEqualTo(41L * PrefixIndex.BYTES_PER_ENTRY);
  }

  @Test
  void takesTheStatedBytesForEachEntryWhenItIsFull() {
    index.capacity(0, 1000 * BLOCK);
    index.record(Chains.of(IntStream.range(0, 1000).toArray()), 0);
    assertThat(index.entries()).isEqualTo(1000);
    assertThat(index.bytes())
        .isBetween(1000L * PrefixIndex.BYTES_PER_ENTRY, 1001L * PrefixIndex.BYTES_PER_ENTRY);
  }

  @Test
  void refusesChainsOfAnotherBlockSize() {
    index.capacity(0, 100 * BLOCK);
    var other = new PrefixChain(new long[] {1}, BLOCK + 1);
    assertThatThrownBy(() -> index.record(other, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> index.match(other, new int[1]))
        .isInstanceOf(IllegalArgumentException.class);
    index.record(PrefixChain.EMPTY, 0); // without blocks it has no size
    assertThat(held(PrefixChain.EMPTY)).isZero();
  }

  private int held(PrefixChain chain) {
    var found = new int[1];
    index.match(chain, found);
    return found[0];
  }

  private static void assertMatches(
      PrefixIndex index, NaiveIndex naive, PrefixChain chain, int[] found) {
    index.match(chain, found);
    for (int pod = 0; pod < found.length; pod++) {
      assertThat(found[pod]).as("pod %d", pod).isEqualTo(naive.match(chain, pod));
    }
  }
}
