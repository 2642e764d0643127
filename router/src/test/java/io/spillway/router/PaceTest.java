package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void knowsThePriorBeforeAnythingIsLearned() {
    var pace = new Pace();

    assertThat(pace.tokensPerSecond(0)).isEqualTo(Pace.PRIOR_TOKENS_PER_SECOND);
    assertThat(pace.overheadSeconds(0)).isEqualTo(Pace.PRIOR_OVERHEAD_SECONDS);
    assertThat(pace.secondsPerToken()).isEqualTo(Pace.PRIOR_SECONDS_PER_TOKEN);
  }

  @Test
  void learnsTheRateFromLongPromptsAndTheOverheadFromShortOnes() {
    var pace = new Pace();
    for (int i = 0; i < 15; i++) {
      pace.firstToken(10, 0.2, i);
      pace.firstToken(5_000, 0.2 + 5_000 / 2_000.0, i);
      pace.decoded(0.01);
    }

    assertThat(pace.tokensPerSecond(15)).isCloseTo(2_000, within(600.0));
    assertThat(pace.overheadSeconds(15)).isCloseTo(0.2, within(0.04));
    assertThat(pace.secondsPerToken()).isCloseTo(0.01, within(0.004));
  }

  @Test
  void aFewOutliersDoNotCount() {
    var pace = new Pace();
    var disturbed = new Pace();
    for (int i = 0; i < 15; i++) {
      pace.firstToken(5_000, 1, i);
      disturbed.firstToken(5_000, i % 4 == 0 ? 60 : 1, i);
    }

    assertThat(disturbed.tokensPerSecond(15)).isEqualTo(pace.tokensPerSecond(15));
  }

  @Test
  void whatIsNotConfirmedFadesToThePrior() {
    var fleet = new Pace();
    var slow = new Pace(fleet);
    for (int i = 0; i < 15; i++) {
      slow.firstToken(5_000, 5, 0);
    }

    double fresh = slow.tokensPerSecond(10 * SECOND);
    double later = slow.tokensPerSecond(90 * SECOND);
    double muchLater = slow.tokensPerSecond(3_600 * SECOND);

    assertThat(fresh).isLessThan(2_000);
    assertThat(later).isBetween(fresh * 1.2, Pace.PRIOR_TOKENS_PER_SECOND);
    assertThat(muchLater).isCloseTo(Pace.PRIOR_TOKENS_PER_SECOND, within(1.0));
  }
}
