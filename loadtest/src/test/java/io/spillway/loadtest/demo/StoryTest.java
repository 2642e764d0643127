package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.loadtest.demo.Story.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoryTest {
  private static final Story STORY = new Story(Duration.ofSeconds(100), 1);

  @Test
  void goesThroughItsStagesInOrder() {
    var stages = new ArrayList<Stage>();
    for (int second = 0; second < 100; second++) {
      Stage stage = STORY.stage(second);
      if (stages.isEmpty() || stages.getLast() != stage) {
        stages.add(stage);
      }
    }

    assertThat(stages).isEqualTo(List.of(Stage.values()));
  }

  @Test
  void thePeakIsBeyondTheCalmAndThePodDiesInIt() {
    double calm = STORY.rate().ratePerSecond(0);
    double whenItDies = STORY.rate().ratePerSecond(STORY.podDies().toMillis() / 1000.0);

    assertThat(whenItDies).isEqualTo(STORY.rate().peakPerSecond()).isGreaterThan(3 * calm);
    assertThat(STORY.rate().ratePerSecond(95)).isEqualTo(calm);
  }

  @Test
  void thePodThatDiedHasTimeToComeBack() {
    Duration back = STORY.podReturns().plus(STORY.returnedPodLoads());

    assertThat(STORY.podDies()).isLessThan(STORY.podReturns());
    assertThat(back.plus(Duration.ofSeconds(15))).isLessThan(STORY.length());
    assertThat(STORY.latePodLoads()).isLessThan(STORY.podDies());
  }

  @Test
  void refusesAStoryWithoutLength() {
    assertThatThrownBy(() -> new Story(Duration.ZERO, 1)).hasMessageContaining("expected: > 0");
  }
}
