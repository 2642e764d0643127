package io.spillway.router.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EvidenceTest {
  @Test
  void boundsTheChanceOfSoManyFailuresFromAbove() {
    for (int outcomes = 1; outcomes <= 60; outcomes++) {
      for (int bad = 0; bad <= outcomes; bad++) {
        for (double expected : new double[] {0.02, 0.1, 0.5, 0.9}) {
          double bound = Math.exp(-Evidence.ofShare(outcomes - bad, bad, expected));

          assertThat(tail(outcomes, bad, expected)).isLessThanOrEqualTo(bound + 1e-12);
        }
      }
    }
  }

  @Test
  void isTheChanceOfARunExactly() {
    assertThat(Math.exp(-Evidence.ofRun(5, 0.1))).isCloseTo(1e-5, within(1e-12));
  }

  @Test
  void isNoneWhereNoMoreFailuresThanExpectedWereMet() {
    assertThat(Evidence.ofShare(9, 1, 0.1)).isZero();
    assertThat(Evidence.ofShare(0, 0, 0.1)).isZero();
    assertThat(Evidence.ofShare(9, 1, 0.5)).isZero();
  }

  @Test
  void fiveFailuresInARowAreEnoughWhereTheOthersDoWellOrNothingIsKnown() {
    assertThat(Evidence.ofRun(5, Evidence.expectedFailures(0, 0))).isGreaterThan(Evidence.ENOUGH);
    assertThat(Evidence.ofRun(5, Evidence.expectedFailures(20, 1))).isGreaterThan(Evidence.ENOUGH);
    assertThat(Evidence.ofRun(5, Evidence.expectedFailures(0, 20))).isLessThan(Evidence.ENOUGH);
  }

  @Test
  void twoFailuresAmongFiveAreNeverEnough() {
    assertThat(Evidence.ofShare(3, 2, Evidence.expectedFailures(100_000, 0)))
        .isLessThan(Evidence.ENOUGH);
  }

  /** The chance of at least so many failures. */
  private static double tail(int outcomes, int bad, double expected) {
    double sum = 0;
    for (int k = bad; k <= outcomes; k++) {
      double term = Math.pow(expected, k) * Math.pow(1 - expected, outcomes - k);
      for (int i = 0; i < k; i++) {
        term *= (double) (outcomes - i) / (k - i);
      }
      sum += term;
    }
    return sum;
  }
}
