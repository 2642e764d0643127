package io.spillway.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private static final long MILLI = 1_000_000L;

  private final PriorityQueue<Long> timers = new PriorityQueue<>();
  private final Alarm alarm = new Alarm(nanos -> timers.add(now() + nanos));
  private long now;

  private long now() {
    return now;
  }

  @Test
  void armsOnlyWhatIsEarlierThanWhatIsArmed() {
    alarm.at(100 * MILLI, now);
    alarm.at(200 * MILLI, now);
    alarm.at(50 * MILLI, now);
    alarm.at(Long.MAX_VALUE, now);

    assertThat(timers).containsExactlyInAnyOrder(50 * MILLI, 100 * MILLI);
  }

  @Test
  void hearsTheEarliestRingAndNotTheOneThatItMadeNeedless() {
    alarm.at(100 * MILLI, now);
    alarm.at(50 * MILLI, now);

    assertThat(alarm.rang(50 * MILLI)).isTrue();
    alarm.at(150 * MILLI, 50 * MILLI);

    assertThat(alarm.rang(100 * MILLI)).isFalse();
    assertThat(alarm.rang(150 * MILLI)).isTrue();
    assertThat(alarm.rang(160 * MILLI)).isFalse();
  }

  @Test
  void hearsARingThatIsALittleEarly() {
    alarm.at(100 * MILLI, now);

    assertThat(alarm.rang(99 * MILLI)).isTrue();
  }

  @Test
  void ringsNeitherMultiplyNorStop() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 10_000; i++) {
      alarm.at(now + random.nextLong(MILLI, 100 * MILLI), now);
      Long next = timers.poll();
      assertThat(next).isNotNull();
      now = Math.max(now, next);
      if (alarm.rang(now)) {
        alarm.at(now + 100 * MILLI, now);
      }
      assertThat(timers.size()).isBetween(1, 120);
    }
  }
}
