package io.spillway.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RampUpTest {
  private static final long WHOLE = Duration.ofSeconds(30).toNanos();

  @Test
  void growsInALineFromTheFloorToTheFullShare() {
    assertThat(RampUp.weight(0, WHOLE)).isEqualTo(0.1);
    assertThat(RampUp.weight(WHOLE / 3, WHOLE)).isCloseTo(0.4, within(1e-9));
    assertThat(RampUp.weight(WHOLE, WHOLE)).isEqualTo(1);
  }

  @Test
  void staysAboveZeroAndAtMostOneOutsideItsTime() {
    assertThat(RampUp.weight(-5, WHOLE)).isEqualTo(0.1);
    assertThat(RampUp.weight(WHOLE * 9, WHOLE)).isEqualTo(1);
    assertThat(RampUp.weight(0, 0)).isEqualTo(1);
  }

  @Test
  void tellsTheWeightTwentyTimesButNotMoreOftenThanFourTimesASecond() {
    assertThat(RampUp.tickNanos(WHOLE)).isEqualTo(Duration.ofMillis(1500).toNanos());
    assertThat(RampUp.tickNanos(1)).isEqualTo(Duration.ofMillis(250).toNanos());
  }
}
