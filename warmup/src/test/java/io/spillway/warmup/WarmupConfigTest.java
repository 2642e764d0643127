package io.spillway.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WarmupConfigTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void refusesAWarmUpThatProvesNothing() {
    assertThatThrownBy(() -> WarmupConfig.DEFAULTS.with(0, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prompts: 0 (expected: 1 to 1000)");
    assertThatThrownBy(() -> WarmupConfig.DEFAULTS.with(1, Duration.ZERO, SECOND))
        .hasMessageStartingWith("firstTokenWithin: PT0S (expected: above 0");
    assertThatThrownBy(() -> WarmupConfig.DEFAULTS.with(1, SECOND, SECOND.negated()))
        .hasMessageStartingWith("rampUp: PT-1S");
  }

  @Test
  void refusesABackoffThatShrinks() {
    assertThatThrownBy(() -> backoff(SECOND, SECOND.dividedBy(2)))
        .hasMessage("backoffMax: PT0.5S (expected: at least backoffFirst, PT1S)");
  }

  @Test
  void doublesTheBackoffUpToItsCapAndNeverOverflows() {
    WarmupConfig config = backoff(SECOND, Duration.ofDays(365));

    assertThat(config.backoffNanos(1)).isEqualTo(SECOND.toNanos());
    assertThat(config.backoffNanos(4)).isEqualTo(SECOND.multipliedBy(8).toNanos());
    assertThat(config.backoffNanos(Integer.MAX_VALUE)).isEqualTo(Duration.ofDays(365).toNanos());
  }

  private static WarmupConfig backoff(Duration first, Duration max) {
    return new WarmupConfig(1, SECOND, SECOND, SECOND, SECOND, 1, 1, SECOND, first, max);
  }
}
