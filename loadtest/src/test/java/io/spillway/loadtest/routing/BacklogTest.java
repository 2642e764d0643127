package io.spillway.loadtest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BacklogTest {
  private static final long SECOND = 1_000_000_000;

  private final Backlog backlog = new Backlog(2);

  @Test
  void drainsThePromptUnderWorkAndNoMore() {
    backlog.sent(arrival(0), 1, 4, 0);
    backlog.sent(arrival(1), 1, 2, 0);
    assertThat(backlog.seconds(1, 0)).isEqualTo(6);
    assertThat(backlog.seconds(1, 3 * SECOND)).isEqualTo(3);
    assertThat(backlog.seconds(1, 60 * SECOND)).isEqualTo(2);
    assertThat(backlog.seconds(0, 3 * SECOND)).isEqualTo(0);
    assertThat(backlog.mean(3 * SECOND)).isEqualTo(1.5);
  }

  @Test
  void beginsWithTheNextPromptWhenAFirstTokenIsOut() {
    backlog.sent(arrival(0), 0, 4, 0);
    backlog.sent(arrival(1), 0, 2, 0);
    backlog.done(arrival(0), 0, 3 * SECOND);
    assertThat(backlog.seconds(0, 3 * SECOND)).isEqualTo(2);
    assertThat(backlog.seconds(0, 4 * SECOND)).isEqualTo(1);
    backlog.done(arrival(1), 0, 5 * SECOND);
    assertThat(backlog.seconds(0, 5 * SECOND)).isEqualTo(0);
  }

  private static Arrival arrival(int index) {
    return new Arrival(index, 0, 0, 1, new int[] {0});
  }
}
