package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class CacheTrustTest {
  @Test
  void believesUntilItIsTaughtOtherwise() {
    var trust = new CacheTrust();
    assertThat(trust.share()).isEqualTo(1);

    for (int i = 0; i < 60; i++) {
      trust.found(1_000, 0);
    }

    assertThat(trust.share()).isLessThan(0.01);
  }

  @Test
  void comesBackWhenTheCacheHoldsWhatIsExpected() {
    var trust = new CacheTrust();
    for (int i = 0; i < 60; i++) {
      trust.found(1_000, 0);
    }
    for (int i = 0; i < 60; i++) {
      trust.found(1_000, 1_200);
    }

    assertThat(trust.share()).isCloseTo(1, within(0.01));
  }

  @Test
  void aPromptThatIsNewTeachesNothing() {
    var trust = new CacheTrust();

    trust.found(0, 0);

    assertThat(trust.share()).isEqualTo(1);
  }

  @Test
  void learnsFromCountersWhenAnswersDoNotTell() {
    var trust = new CacheTrust();
    double hits = 500;
    double queries = 70_000;
    trust.counted(hits, queries);
    for (int i = 0; i < 60; i++) {
      trust.sent(10_000, 8_000);
      queries += 10_000;
      hits += 2_000;
      trust.counted(hits, queries);
    }

    assertThat(trust.share()).isCloseTo(0.25, within(0.01));
  }

  @Test
  void countersThatAreUnknownOrBeginAgainTeachNothing() {
    var trust = new CacheTrust();
    trust.sent(10_000, 8_000);
    trust.counted(Double.NaN, Double.NaN);
    trust.sent(10_000, 8_000);
    trust.counted(5_000, 100_000);
    trust.sent(10_000, 8_000);
    trust.counted(0, 50);

    assertThat(trust.share()).isEqualTo(1);
  }
}
