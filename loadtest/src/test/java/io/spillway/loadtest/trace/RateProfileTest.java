package io.spillway.loadtest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.spillway.loadtest.trace.RateProfile.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RateProfileTest {
  private static final RateProfile HILL =
      new RateProfile(
          List.of(new Point(0, 2), new Point(10, 2), new Point(20, 10), new Point(30, 0)));

  @Test
  void goesStraightBetweenPointsAndHoldsTheLast() {
    assertThat(HILL.ratePerSecond(5)).isEqualTo(2);
    assertThat(HILL.ratePerSecond(15)).isCloseTo(6, within(1e-9));
    assertThat(HILL.ratePerSecond(25)).isCloseTo(5, within(1e-9));
    assertThat(HILL.ratePerSecond(99)).isZero();
    assertThat(HILL.peakPerSecond()).isEqualTo(10);
  }

  @Test
  void secondOfInvertsTheAreaUnderTheRate() {
    for (double second = 0; second < 30; second += 0.37) {
      assertThat(HILL.countAt(second)).isCloseTo(area(HILL, second), within(0.01));
      assertThat(HILL.secondOf(area(HILL, second))).isCloseTo(second, within(0.01));
    }
  }

  @Test
  void aCountThatIsNeverReachedIsInfinitelyFar() {
    assertThat(HILL.secondOf(1000)).isInfinite();
    assertThat(RateProfile.constant(0).secondOf(1)).isInfinite();
  }

  @Test
  void aConstantRateSpacesEvenly() {
    assertThat(RateProfile.constant(4).secondOf(10)).isCloseTo(2.5, within(1e-9));
  }

  @Test
  void refusesPointsOutOfOrderAndNegativeRates() {
    assertThatThrownBy(() -> new RateProfile(List.of(new Point(1, 1)))).hasMessageContaining("0");
    assertThatThrownBy(() -> new RateProfile(List.of(new Point(0, 1), new Point(0, 2))))
        .hasMessageContaining("increasing");
    assertThatThrownBy(() -> RateProfile.constant(-1)).hasMessageContaining(">= 0");
  }

  /** The slow, obvious integral. */
  private static double area(RateProfile profile, double until) {
    double step = 1e-3;
    double sum = 0;
    for (double t = 0; t < until; t += step) {
      sum += profile.ratePerSecond(t + step / 2) * Math.min(step, until - t);
    }
    return sum;
  }
}
