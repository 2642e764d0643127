package io.spillway.router.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutliersTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;

  private final Outliers outliers = new Outliers(HealthConfig.DEFAULTS);
  private long now;

  @BeforeEach
  void fivePods() {
    join(5);
  }

  @Test
  void ejectsAPodThatFailsFiveTimesInARow() {
    meets(0, Verdict.FAILURE, 4);
    assertThat(health(0)).isEqualTo(Health.WELL);

    meets(0, Verdict.FAILURE, 1);

    assertThat(health(0)).isEqualTo(Health.EJECTED);
    assertThat(takes(0)).isFalse();
    assertThat(takes(1)).isTrue();
  }

  @Test
  void ejectsAPodThatCannotBeReached() {
    meets(0, Verdict.UNREACHABLE, 5);

    assertThat(health(0)).isEqualTo(Health.EJECTED);
  }

  @Test
  void aSuccessEndsTheRow() {
    meets(0, Verdict.FAILURE, 4);
    meets(0, Verdict.SUCCESS, 1);
    meets(0, Verdict.FAILURE, 4);

    assertThat(health(0)).isEqualTo(Health.WELL);
  }

  @ParameterizedTest
  @EnumSource(names = {"CALLER", "UNKNOWN"})
  void whatIsNotThePodsFaultNeverCounts(Verdict verdict) {
    meets(0, verdict, 100);
    assertThat(health(0)).isEqualTo(Health.WELL);

    meets(0, Verdict.FAILURE, 4);
    meets(0, verdict, 100);
    meets(0, Verdict.FAILURE, 1);

    assertThat(health(0)).isEqualTo(Health.EJECTED);
  }

  @Test
  void ejectsAPodThatFailsOftenThoughNeverInARow() {
    for (int i = 0; i < 10; i++) {
      everyOther(0, Verdict.SUCCESS, 1);
      meets(0, i % 2 == 0 ? Verdict.FAILURE : Verdict.SUCCESS, 1);
      now += 200 * MILLI;
    }

    assertThat(health(0)).isEqualTo(Health.EJECTED);
  }

  @Test
  void aFaultThatEveryPodHasIsNoOutlier() {
    for (int i = 0; i < 500; i++) {
      for (int pod = 0; pod < 5; pod++) {
        meets(pod, Verdict.FAILURE, 1);
      }
      now += 20 * MILLI;
    }

    assertThat(outliers.ejected()).isZero();
  }

  @Test
  void aFaultThatBeginsOnEveryPodAtOnceIsNoOutlierEither() {
    for (int i = 0; i < 200; i++) {
      for (int pod = 0; pod < 5; pod++) {
        meets(pod, i < 100 ? Verdict.SUCCESS : Verdict.FAILURE, 1);
      }
      now += 50 * MILLI;
      assertThat(outliers.ejected()).isZero();
    }
  }

  @Test
  void ejectsHalfOfThePodsAtMostAndSuspectsTheRest() {
    threeOutliers();

    assertThat(health(0)).isEqualTo(Health.EJECTED);
    assertThat(health(1)).isEqualTo(Health.EJECTED);
    assertThat(health(2)).isEqualTo(Health.SUSPECT);
    assertThat(takes(2)).isTrue();
  }

  @Test
  void aSuspectIsEjectedWithItsNextFailureOnceThereIsRoom() {
    threeOutliers();
    join(6);

    meets(2, Verdict.FAILURE, 1);

    assertThat(health(2)).isEqualTo(Health.EJECTED);
  }

  @Test
  void aSuspectThatSucceedsIsWell() {
    threeOutliers();

    meets(2, Verdict.SUCCESS, 50);

    assertThat(health(2)).isEqualTo(Health.WELL);
  }

  @Test
  void neverEjectsTheOnlyPod() {
    for (int pod = 1; pod < 5; pod++) {
      outliers.left(pod, now);
    }

    meets(0, Verdict.FAILURE, 50);

    assertThat(health(0)).isEqualTo(Health.SUSPECT);
    assertThat(takes(0)).isTrue();
  }

  @Test
  void whenOthersLeaveTheFirstEjectedPodComesBack() {
    meets(0, Verdict.FAILURE, 5);
    now += SECOND;
    meets(1, Verdict.FAILURE, 5);

    outliers.left(4, now);
    assertThat(outliers.ejected()).isEqualTo(2);
    outliers.left(3, now);

    assertThat(takes(0)).isTrue();
    assertThat(health(0)).isEqualTo(Health.WELL);
    assertThat(health(1)).isEqualTo(Health.EJECTED);
    outliers.left(2, now);
    assertThat(health(1)).isEqualTo(Health.EJECTED);
    outliers.left(0, now);
    assertThat(takes(1)).isTrue();
  }

  @Test
  void anEjectedPodIsTriedWithOneRequestAtATime() {
    eject(0, 10);

    assertThat(health(0)).isEqualTo(Health.TRIAL);
    long pass = outliers.began(0, now);

    assertThat(outliers.trial(pass)).isTrue();
    assertThat(takes(0)).isFalse();
  }

  @Test
  void aTrialThatStaysUndecidedKeepsOthersAwayForTenSeconds() {
    eject(0, 10);
    outliers.began(0, now);

    now += 10 * SECOND - 1;
    assertThat(takes(0)).isFalse();
    assertThat(outliers.nextChangeNanos(now)).isEqualTo(now + 1);
    now += 1;

    assertThat(takes(0)).isTrue();
    assertThat(health(0)).isEqualTo(Health.TRIAL);
    outliers.began(0, now);
    assertThat(takes(0)).isFalse();
  }

  @Test
  void trialsThatAreDecidedLateCountAllTheSame() {
    eject(0, 10);
    long[] passes = new long[3];
    for (int i = 0; i < passes.length; i++) {
      passes[i] = outliers.began(0, now);
      now += 10 * SECOND;
    }

    outliers.produced(passes[0], now);
    outliers.ended(passes[0], Verdict.SUCCESS, 0, now);
    assertThat(health(0)).isEqualTo(Health.TRIAL);
    outliers.ended(passes[1], Verdict.SUCCESS, 0, now);

    assertThat(health(0)).isEqualTo(Health.WELL);
    outliers.ended(passes[2], Verdict.FAILURE, 0, now);
    assertThat(health(0)).isEqualTo(Health.WELL);
  }

  @Test
  void anEarlierTrialThatIsDecidedDoesNotEndTheLast() {
    refuses(0, 1);
    now += SECOND;
    long early = outliers.began(0, now);
    now += 10 * SECOND;
    long late = outliers.began(0, now);

    outliers.ended(early, Verdict.UNKNOWN, 0, now);
    assertThat(takes(0)).isFalse();
    outliers.ended(late, Verdict.UNKNOWN, 0, now);

    assertThat(takes(0)).isTrue();
    assertThat(health(0)).isEqualTo(Health.TRIAL);
  }

  @Test
  void twoSuccessesBringAPodBack() {
    eject(0, 10);

    meets(0, Verdict.SUCCESS, 1);
    assertThat(health(0)).isEqualTo(Health.TRIAL);
    meets(0, Verdict.SUCCESS, 1);

    assertThat(health(0)).isEqualTo(Health.WELL);
    assertThat(outliers.trial(outliers.began(0, now))).isFalse();
    assertThat(takes(0)).isTrue();
    assertThat(outliers.ejected()).isZero();
  }

  @Test
  void theFirstTokenDecidesATrialAndIsCountedOnce() {
    eject(0, 10);
    long stream = outliers.began(0, now);

    outliers.produced(stream, now);

    assertThat(takes(0)).isTrue();
    assertThat(outliers.trial(stream)).isFalse();
    outliers.ended(stream, Verdict.SUCCESS, 0, now);
    assertThat(health(0)).isEqualTo(Health.TRIAL);
    meets(0, Verdict.SUCCESS, 1);
    assertThat(health(0)).isEqualTo(Health.WELL);
  }

  @Test
  void aTrialThatBreaksAfterItsFirstTokenEjectsAgain() {
    eject(0, 10);
    long stream = outliers.began(0, now);
    outliers.produced(stream, now);

    outliers.ended(stream, Verdict.FAILURE, 0, now);

    assertThat(health(0)).isEqualTo(Health.EJECTED);
    assertStaysOut(0, 20);
  }

  @ParameterizedTest
  @EnumSource(names = {"CALLER", "UNKNOWN"})
  void aTrialThatSaysNothingLetsTheNextRequestTry(Verdict verdict) {
    eject(0, 10);

    meets(0, verdict, 1);

    assertThat(health(0)).isEqualTo(Health.TRIAL);
    assertThat(takes(0)).isTrue();
    assertThat(outliers.trial(outliers.began(0, now))).isTrue();
  }

  @Test
  void aFailedTrialDoublesTheEjectionUpToItsMost() {
    eject(0, 10);
    for (int seconds : new int[] {20, 40, 80, 160, 300, 300, 300}) {
      meets(0, Verdict.FAILURE, 1);
      assertStaysOut(0, seconds);
    }
  }

  @Test
  void aTrialThatIsRefusedPausesAndIsTriedAgain() {
    eject(0, 10);

    meets(0, Verdict.REFUSED, 1);

    assertThat(health(0)).isEqualTo(Health.PAUSED);
    now += 250 * MILLI;
    assertThat(health(0)).isEqualTo(Health.TRIAL);
    meets(0, Verdict.FAILURE, 1);
    assertStaysOut(0, 20);
  }

  @ParameterizedTest
  @EnumSource(names = {"SUCCESS", "FAILURE", "REFUSED"})
  void whatWasUnderWayAtAnEjectionDoesNotCount(Verdict verdict) {
    long before = outliers.began(0, now);
    eject(0, 10);

    outliers.ended(before, verdict, 5, now);

    assertThat(health(0)).isEqualTo(Health.TRIAL);
    assertThat(takes(0)).isTrue();
  }

  @Test
  void aPodThatWasBackForLongEnoughIsForgiven() {
    eject(0, 10);
    meets(0, Verdict.FAILURE, 1);
    assertStaysOut(0, 20);
    meets(0, Verdict.SUCCESS, 2);
    now += 299 * SECOND;
    meets(0, Verdict.FAILURE, 5);
    assertStaysOut(0, 40);
    meets(0, Verdict.SUCCESS, 2);

    now += 300 * SECOND;
    meets(0, Verdict.FAILURE, 5);

    assertStaysOut(0, 10);
  }

  @Test
  void aPodThatLeftStartsWellButItsEjectionsAreKept() {
    eject(0, 10);
    long trial = outliers.began(0, now);
    outliers.left(0, now);
    outliers.joined(0);

    outliers.ended(trial, Verdict.FAILURE, 0, now);

    assertThat(health(0)).isEqualTo(Health.WELL);
    meets(0, Verdict.FAILURE, 5);
    assertStaysOut(0, 20);
  }

  @Test
  void nothingIsKeptOfAPodThatIsForgotten() {
    eject(0, 10);
    outliers.forget(0, now);
    outliers.joined(0);

    assertThat(health(0)).isEqualTo(Health.WELL);
    meets(0, Verdict.FAILURE, 5);
    assertStaysOut(0, 10);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "7, 7000", "60, 10000", "999999, 10000"})
  void aPodThatRefusesIsPausedAsLongAsItAsksWithinABound(int asked, long millis) {
    refuses(0, asked);

    now += millis * MILLI - 1;
    assertThat(takes(0)).isFalse();
    assertThat(health(0)).isEqualTo(Health.PAUSED);
    now += 1;
    assertThat(takes(0)).isTrue();
  }

  @Test
  void pausesInARowDoubleUpToTheirMost() {
    for (int millis : new int[] {250, 500, 1000, 2000, 4000, 5000, 5000}) {
      refuses(0, 0);
      now += millis * MILLI - 1;
      assertThat(takes(0)).isFalse();
      now += 1;
      assertThat(takes(0)).isTrue();
    }
  }

  @Test
  void refusalsOfRequestsThatWereUnderWayTogetherAreOne() {
    long[] passes = new long[20];
    for (int i = 0; i < passes.length; i++) {
      passes[i] = outliers.began(0, now);
    }
    for (long pass : passes) {
      outliers.ended(pass, Verdict.REFUSED, 0, now);
    }

    now += 250 * MILLI;

    assertThat(takes(0)).isTrue();
  }

  @Test
  void afterAPauseOneRequestAtATimeAsksWhetherThereIsRoom() {
    refuses(0, 1);
    now += SECOND;

    long pass = outliers.began(0, now);
    assertThat(takes(0)).isFalse();
    outliers.produced(pass, now);

    assertThat(takes(0)).isTrue();
    assertThat(health(0)).isEqualTo(Health.WELL);
  }

  @Test
  void anotherRequestThatSucceedsMeanwhileShowsThatThereIsRoom() {
    long running = outliers.began(0, now);
    refuses(0, 1);
    now += SECOND;
    long trial = outliers.began(0, now);

    outliers.ended(running, Verdict.SUCCESS, 0, now);

    assertThat(takes(0)).isTrue();
    assertThat(outliers.trial(trial)).isFalse();
    refuses(0, 0);
    now += 250 * MILLI;
    assertThat(takes(0)).isTrue();
  }

  @Test
  void refusalsAreNoFailures() {
    for (int i = 0; i < 50; i++) {
      refuses(0, 0);
      now += 5 * SECOND;
    }

    assertThat(outliers.ejected()).isZero();
  }

  @Test
  void everyPodMayBePausedAtOnceAndTheNextChangeIsTheFirstEnd() {
    for (int pod = 0; pod < 5; pod++) {
      refuses(pod, 5 - pod);
    }

    assertThat(takes(0) || takes(1) || takes(2) || takes(3) || takes(4)).isFalse();
    assertThat(outliers.nextChangeNanos(now)).isEqualTo(now + SECOND);
    now += SECOND;
    assertThat(takes(4)).isTrue();
    assertThat(outliers.nextChangeNanos(now)).isEqualTo(now + SECOND);
  }

  @Test
  void nothingChangesByTimeAloneWhereEveryPodTakesMore() {
    assertThat(outliers.nextChangeNanos(now)).isEqualTo(Long.MAX_VALUE);
    eject(0, 10);

    assertThat(outliers.nextChangeNanos(now)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aConfigurationThatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HealthConfig.Outlier(0, 5, 0.8, 0.15, Duration.ofSeconds(10)))
        .withMessage("consecutiveFailures: 0 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HealthConfig.Outlier(5, 5, 0.8, 0.15, Duration.ofMillis(1500)))
        .withMessageStartingWith("window: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new HealthConfig.Ejection(
                Duration.ofSeconds(10),
                Duration.ofSeconds(9),
                0.5,
                2,
                Duration.ofSeconds(10),
                Duration.ZERO))
        .withMessageStartingWith("max: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new HealthConfig.Pause(Duration.ZERO, Duration.ofSeconds(9), Duration.ofSeconds(1)))
        .withMessageStartingWith("base: ");
  }

  private void join(int pods) {
    for (int pod = 0; pod < pods; pod++) {
      outliers.joined(pod);
    }
  }

  private Health health(int pod) {
    outliers.assertValid();
    return outliers.health(pod, now);
  }

  private boolean takes(int pod) {
    return outliers.takes(pod, now);
  }

  private void meets(int pod, Verdict verdict, int times) {
    for (int i = 0; i < times; i++) {
      outliers.ended(outliers.began(pod, now), verdict, 0, now);
    }
  }

  private void everyOther(int but, Verdict verdict, int times) {
    for (int pod = 0; pod < 5; pod++) {
      if (pod != but) {
        meets(pod, verdict, times);
      }
    }
  }

  /** Of five pods three, one after the other, fail while the others do not. */
  private void threeOutliers() {
    meets(3, Verdict.SUCCESS, 100);
    for (int pod = 0; pod < 3; pod++) {
      meets(pod, Verdict.FAILURE, 4);
      meets(4, Verdict.SUCCESS, 100);
      meets(pod, Verdict.FAILURE, 1);
    }
  }

  private void refuses(int pod, int retryAfterSeconds) {
    outliers.ended(outliers.began(pod, now), Verdict.REFUSED, retryAfterSeconds, now);
  }

  /** Ejects a well pod for the first time, and lets its time pass. */
  private void eject(int pod, int seconds) {
    meets(pod, Verdict.FAILURE, 5);
    assertStaysOut(pod, seconds);
  }

  private void assertStaysOut(int pod, int seconds) {
    assertThat(health(pod)).isEqualTo(Health.EJECTED);
    now += seconds * SECOND - 1;
    assertThat(takes(pod)).isFalse();
    now += 1;
    assertThat(takes(pod)).isTrue();
    assertThat(health(pod)).isEqualTo(Health.TRIAL);
  }
}
