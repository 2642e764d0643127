package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WindowMedianTest {
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void equalsTheMiddleOfTheLastValuesSorted(long seed) {
    var random = new Random(seed);
    int window = 1 + 2 * random.nextInt(8);
    var median = new WindowMedian(window);
    var last = new ArrayDeque<Double>();
    assertThat(median.value()).isNaN();

    for (int i = 0; i < 100; i++) {
      double value = random.nextInt(10);
      median.add(value);
      last.add(value);
      if (last.size() > window) {
        last.remove();
      }
      double[] sorted = last.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      assertThat(median.value()).isEqualTo(sorted[(sorted.length - 1) / 2]);
      assertThat(median.count()).isEqualTo(sorted.length);
    }
  }
}
