package io.spillway.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.engine.PodSignal.Evidence;
import org.junit.jupiter.api.Test;

class PodMemoryTest {
  private static final double NaN = Double.NaN;
  private final PodMemory memory = new PodMemory();

  @Test
  void saysNothingOfAPodThatGoesOn() {
    assertThat(memory.on(sample(100, 5, Sleep.AWAKE))).isEmpty();
    assertThat(memory.on(sample(100.4, 5, Sleep.AWAKE))).isEmpty();
    assertThat(memory.on(sample(100, 9, Sleep.AWAKE))).isEmpty();
  }

  @Test
  void seesARestartByTheProcessStart() {
    memory.on(sample(100, 5, Sleep.UNKNOWN));

    assertThat(memory.on(sample(200, 50, Sleep.UNKNOWN)))
        .containsExactly(new PodSignal.Restarted(Evidence.PROCESS_START));
    assertThat(memory.on(sample(200, 50, Sleep.UNKNOWN))).isEmpty();
  }

  @Test
  void seesARestartByCompletionsThatWentBack() {
    memory.on(sample(NaN, 5, Sleep.UNKNOWN));

    assertThat(memory.on(sample(NaN, 0, Sleep.UNKNOWN)))
        .containsExactly(new PodSignal.Restarted(Evidence.COMPLETIONS_WENT_BACK));
    assertThat(memory.on(sample(NaN, 3, Sleep.UNKNOWN))).isEmpty();
  }

  @Test
  void seesARestartOnceThoughTheNewProcessSaysNothingOfCompletions() {
    memory.on(sample(100, 5, Sleep.UNKNOWN));

    assertThat(memory.on(sample(200, NaN, Sleep.UNKNOWN))).hasSize(1);
    assertThat(memory.on(sample(200, 1, Sleep.UNKNOWN))).isEmpty();
  }

  @Test
  void seesARestartAcrossSamplesThatSayNothing() {
    memory.on(sample(100, 5, Sleep.AWAKE));

    assertThat(memory.on(EngineSample.UNKNOWN)).isEmpty();
    assertThat(memory.on(sample(200, 5, Sleep.AWAKE)))
        .containsExactly(new PodSignal.Restarted(Evidence.PROCESS_START));
  }

  @Test
  void tellsOfSleepAndWakingOnce() {
    memory.on(sample(100, 5, Sleep.AWAKE));

    assertThat(memory.on(sample(100, 5, Sleep.ASLEEP))).containsExactly(new PodSignal.Asleep());
    assertThat(memory.on(sample(100, 5, Sleep.ASLEEP))).isEmpty();
    assertThat(memory.on(sample(100, 5, Sleep.UNKNOWN))).isEmpty();
    assertThat(memory.on(sample(100, 5, Sleep.AWAKE))).containsExactly(new PodSignal.Awake());
  }

  @Test
  void tellsOfAPodThatWasAsleepFromTheStart() {
    assertThat(memory.on(sample(100, 5, Sleep.ASLEEP))).containsExactly(new PodSignal.Asleep());
  }

  private static EngineSample sample(double start, double completions, Sleep sleep) {
    return new EngineSample(0, 0, 0, completions, 0, 0, Double.NaN, null, sleep, start);
  }
}
