package io.spillway.loadtest.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class DelayHistogramTest {
  @Test
  void isExactForSmallDelays() {
    var delays = new DelayHistogram();
    for (int i = 1; i <= 60; i++) {
      delays.add(i);
    }
    assertThat(delays.quantile(0.5)).isEqualTo(30);
    assertThat(delays.quantile(1)).isEqualTo(60);
  }

  @Test
  void staysWithinItsErrorOverTheWholeRange() {
    var random = RandomGenerator.of("L64X128MixRandom");
    var delays = new DelayHistogram();
    long[] all = new long[20_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = random.nextLong() >>> (1 + random.nextInt(60));
      delays.add(all[i]);
    }
    Arrays.sort(all);
    for (double share : new double[] {0.01, 0.25, 0.5, 0.9, 0.99, 1}) {
      double exact = all[(int) Math.ceil(share * all.length) - 1];
      assertThat(delays.quantile(share)).isCloseTo(exact, within(0.016 * exact + 1));
    }
  }

  @Test
  void addsUpSeveral() {
    var low = new DelayHistogram();
    var high = new DelayHistogram();
    low.add(10);
    high.add(50);
    high.add(50);
    low.addAll(high);
    assertThat(low.count()).isEqualTo(3);
    assertThat(low.quantile(0.5)).isEqualTo(50);
  }

  @Test
  void knowsNothingWithoutDelaysAndCountsNegativeOnesAsNone() {
    var delays = new DelayHistogram();
    assertThat(delays.quantile(0.5)).isNaN();
    delays.add(-5);
    assertThat(delays.quantile(0.5)).isZero();
  }
}
