package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class OverflowTargetTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void takesNoMoreThanItsConcurrency() {
    var target = target(2, 0);

    assertThat(target.tryAcquire(0)).isNotNull();
    assertThat(target.tryAcquire(0)).isNotNull();
    assertThat(target.tryAcquire(0)).isNull();
  }

  @Test
  void coolsDownAsLongAsItAskedAndLongerEachTime() {
    var target = target(2, 0);

    target.refused(7, 0);
    assertThat(target.coolingDown(6 * SECOND)).isTrue();
    assertThat(target.coolingDown(7 * SECOND)).isFalse();

    target.refused(0, 10 * SECOND);
    assertThat(target.coolingDown(11 * SECOND)).isTrue();
    assertThat(target.coolingDown(12 * SECOND)).isFalse();

    target.refused(100_000, 20 * SECOND);
    assertThat(target.coolingDown(319 * SECOND)).isTrue();
    assertThat(target.coolingDown(320 * SECOND)).isFalse();
  }

  @Test
  void chargesBusySecondsOnlyAndSharesAWorker() {
    var target = target(4, 0.5);

    Slot one = target.tryAcquire(10 * SECOND);
    Slot two = target.tryAcquire(10 * SECOND);

    assertThat(target.release(one, 12 * SECOND)).isCloseTo(0.5, within(1e-9));
    assertThat(target.release(two, 13 * SECOND)).isCloseTo(1.0, within(1e-9));
  }

  private static OverflowTarget target(int concurrency, double usdPerSecond) {
    return new OverflowTarget(new EndpointId("t"), concurrency, usdPerSecond, 2, 0);
  }
}
