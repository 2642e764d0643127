package io.spillway.router.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ScaleAdvisorTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void countsWhatWaitsAndWhatSpilled() {
    var advisor = new ScaleAdvisor(new ScaleConfig(1, 10, 10));

    assertThat(advisor.advise(new Demand(20, 15, 6), 2, 0, 0).desired()).isEqualTo(5);
  }

  @Test
  void staysUpUntilAWholeMinuteWasLow() {
    var advisor = new ScaleAdvisor(new ScaleConfig(1, 10, 10));
    advisor.advise(new Demand(50, 0, 0), 5, 0, 0);

    assertThat(advisor.advise(new Demand(5, 0, 0), 5, 0, 59 * SECOND).desired()).isEqualTo(5);
    assertThat(advisor.advise(new Demand(5, 0, 0), 5, 0, 61 * SECOND).desired()).isEqualTo(1);
  }

  @Test
  void staysWithinItsBounds() {
    var advisor = new ScaleAdvisor(new ScaleConfig(2, 4, 10));

    assertThat(advisor.advise(new Demand(0, 0, 0), 0, 0, 0).desired()).isEqualTo(2);
    assertThat(advisor.advise(new Demand(500, 0, 0), 0, 0, 1).desired()).isEqualTo(4);
  }

  @Test
  void saysThatPodsOnTheirWayAreEnough() {
    var advisor = new ScaleAdvisor(new ScaleConfig(1, 10, 10));

    ScaleAdvice advice = advisor.advise(new Demand(35, 0, 0), 2, 2, 0);

    assertThat(advice.desired()).isEqualTo(4);
    assertThat(advice.reason()).contains("2 on the way").contains("nothing to add");
  }
}
