package io.spillway.router.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fleets with a fault, in virtual time; each request goes to a random pod of those that take. */
class OutliersScenarioTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SEEDS = 50;

  private static final class Fleet {
    private final Outliers outliers = new Outliers(HealthConfig.DEFAULTS);
    private final Random random;
    private final int pods;
    private final IntToDoubleFunction failing;
    private final int[] calls;
    private int failures;
    private int unserved;
    private int ejectedMost;
    private long now;

    Fleet(int pods, IntToDoubleFunction failing, long seed) {
      this.pods = pods;
      this.failing = failing;
      this.random = new Random(seed);
      this.calls = new int[pods];
      for (int pod = 0; pod < pods; pod++) {
        outliers.joined(pod);
      }
    }

    /** Requests at a rate, each answered at once. */
    void run(double seconds, double perSecond, Verdict bad) {
      for (int i = 0; i < seconds * perSecond; i++) {
        now += (long) (SECOND / perSecond);
        request(bad);
        ejectedMost = Math.max(ejectedMost, outliers.ejected());
      }
      outliers.assertValid();
    }

    private void request(Verdict bad) {
      int[] taking = new int[pods];
      int count = 0;
      for (int pod = 0; pod < pods; pod++) {
        if (outliers.takes(pod, now)) {
          taking[count++] = pod;
        }
      }
      if (count == 0) {
        unserved++;
        return;
      }
      int pod = taking[random.nextInt(count)];
      calls[pod]++;
      boolean fails = random.nextDouble() < failing.applyAsDouble(pod);
      failures += fails ? 1 : 0;
      outliers.ended(outliers.began(pod, now), fails ? bad : Verdict.SUCCESS, 0, now);
    }

    void forgetCounts() {
      Arrays.fill(calls, 0);
      failures = 0;
    }
  }

  @ParameterizedTest
  @CsvSource({"5", "10"})
  void onePodOfFiveThatFailsHalfTheTimeIsOutWithinTenSeconds(int perSecondAndPod) {
    for (int seed = 0; seed < SEEDS; seed++) {
      var fleet = new Fleet(5, pod -> pod == 0 ? 0.5 : 0, seed);

      double seconds = 0;
      while (fleet.outliers.ejected() == 0) {
        fleet.run(0.2, 5 * perSecondAndPod, Verdict.FAILURE);
        seconds += 0.2;
      }

      assertThat(seconds).as("seed %s", seed).isLessThan(10);
      assertThat(fleet.outliers.health(0, fleet.now)).isEqualTo(Health.EJECTED);
    }
  }

  /**
   * Trials are counted, and nothing is tried again elsewhere. A trial that fails ejects at once, so
   * a pod that fails always costs one failure per ejection.
   */
  @ParameterizedTest
  @CsvSource({"0.5, 0.005", "1, 0.002"})
  void afterTheEjectionFewerThanOneInTwoHundredRequestsFail(double failing, double bound) {
    int requests = 0;
    int failures = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      var fleet = new Fleet(5, pod -> pod == 0 ? failing : 0, seed);
      while (fleet.outliers.ejected() == 0) {
        fleet.run(0.2, 25, Verdict.FAILURE);
      }
      fleet.forgetCounts();

      fleet.run(120, 25, Verdict.FAILURE);

      requests += 3000;
      failures += fleet.failures;
      assertThat(fleet.unserved).isZero();
      assertThat(fleet.ejectedMost).isEqualTo(1);
    }

    assertThat((double) failures / requests).isLessThan(bound);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.9, 0.7, 0.5, 0.3, 0.1})
  void aFaultOfTheWholeFleetEjectsNextToNone(double failing) {
    int ejected = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      double[] share = {0};
      var storm = new Fleet(5, pod -> share[0], seed);
      storm.run(20, 40, Verdict.FAILURE);
      share[0] = failing;

      storm.run(30, 40, Verdict.FAILURE);

      ejected += storm.ejectedMost;
      assertThat(storm.ejectedMost).isLessThanOrEqualTo(2);
      assertThat(storm.unserved).isZero();
    }
    assertThat(ejected).isLessThanOrEqualTo(SEEDS / 10);
  }

  @Test
  void aWellFleetIsLeftAlone() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var fleet = new Fleet(20, pod -> 0.01, seed);

      fleet.run(120, 100, Verdict.FAILURE);

      assertThat(fleet.ejectedMost).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 20})
  void aPodThatRefusesAtOnceGetsLessThanItsShareWithinFiveSeconds(int pods) {
    for (int seed = 0; seed < SEEDS; seed++) {
      var fleet = new Fleet(pods, pod -> pod == 0 ? 1 : 0, seed);

      fleet.run(5, 20 * pods, Verdict.REFUSED);

      assertThat(fleet.calls[0]).isLessThanOrEqualTo(5);
      fleet.forgetCounts();
      fleet.run(20, 20 * pods, Verdict.REFUSED);
      assertThat(fleet.calls[0]).isLessThanOrEqualTo(5);
      assertThat(fleet.unserved).isZero();
    }
  }

  @Test
  void aFleetThatIsFullIsAskedAgainWithinTheLongestPause() {
    var fleet = new Fleet(5, pod -> 1, 1);

    fleet.run(30, 50, Verdict.REFUSED);

    assertThat(Arrays.stream(fleet.calls)).allMatch(calls -> calls >= 8 && calls <= 12);
    assertThat(fleet.outliers.nextChangeNanos(fleet.now)).isLessThan(fleet.now + 5 * SECOND + 1);
  }

  @Test
  void aPodThatIsWellAgainIsBackAfterTwoTrials() {
    boolean[] well = {false};
    var fleet = new Fleet(5, pod -> pod == 0 && !well[0] ? 1 : 0, 1);
    fleet.run(5, 25, Verdict.FAILURE);
    well[0] = true;

    fleet.run(12, 25, Verdict.FAILURE);

    assertThat(fleet.outliers.health(0, fleet.now)).isEqualTo(Health.WELL);
  }
}
