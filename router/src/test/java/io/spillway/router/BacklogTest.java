package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BacklogTest {
  private static final long SECOND = 1_000_000_000L;
  private static final double RATE = 1_000;

  private static final double LONG = PromptWork.tokens(10_000, 0);
  private static final double SHORT = PromptWork.tokens(500, 0);

  private final Backlog backlog = new Backlog();

  @Test
  void countsWhatIsLeftOfThePromptThatIsComputed() {
    backlog.add(prompt(10_000, true), 0);
    backlog.add(prompt(500, true), 0);

    assertThat(backlog.work(RATE, 0)).isEqualTo(LONG + SHORT);
    assertThat(backlog.work(RATE, 4 * SECOND)).isCloseTo(LONG + SHORT - 4_000, within(1e-6));
  }

  @Test
  void aPromptWithoutItsFirstTokenIsNeverDone() {
    backlog.add(prompt(10_000, true), 0);

    assertThat(backlog.work(RATE, 100 * SECOND)).isCloseTo(LONG / 10, within(1e-6));
  }

  @Test
  void aPromptLeavesWithItsFirstTokenWhateverItsPlace() {
    var first = prompt(10_000, true);
    var second = prompt(500, true);
    backlog.add(first, 0);
    backlog.add(second, 0);

    backlog.remove(second, SECOND);
    backlog.remove(second, SECOND);

    assertThat(backlog.work(RATE, SECOND)).isCloseTo(LONG - 1_000, within(1e-6));
    backlog.remove(first, 2 * SECOND);
    assertThat(backlog.work(RATE, 2 * SECOND)).isZero();
  }

  @Test
  void aPromptWhoseFirstTokenIsNotSeenLeavesWhenItShouldBeDone() {
    backlog.add(prompt(500, false), 0);
    backlog.add(prompt(10_000, true), 0);

    assertThat(backlog.work(RATE, SECOND / 4)).isCloseTo(LONG + SHORT - 250, within(1e-6));
    assertThat(backlog.work(RATE, SECOND)).isCloseTo(LONG + SHORT - 1_000, within(1e-3));
    assertThat(backlog.size()).isEqualTo(1);
  }

  @Test
  void namesTheNewestOfAClass() {
    var older = prompt(Priority.BULK);
    var newer = prompt(Priority.BULK);
    backlog.add(older, 0);
    backlog.add(newer, 0);
    backlog.add(prompt(Priority.DEFAULT), 0);

    assertThat(backlog.newest(Priority.BULK)).isSameAs(newer);
    newer.preempted = true;
    assertThat(backlog.newest(Priority.BULK)).isSameAs(older);
    assertThat(backlog.newest(Priority.INTERACTIVE)).isNull();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void neverCountsLessThanNothingOrMoreThanWasSent(long seed) {
    var random = new Random(seed);
    var pending = new ArrayList<Assignment>();
    long now = 0;
    for (int step = 0; step < 200; step++) {
      now += random.nextInt(2_000) * 1_000_000L;
      if (pending.isEmpty() || random.nextBoolean()) {
        var sent = prompt(random.nextInt(5_000), random.nextInt(3) > 0);
        pending.add(sent);
        backlog.add(sent, now);
      } else {
        backlog.remove(pending.remove(random.nextInt(pending.size())), now);
      }
      double sent = pending.stream().mapToDouble(prompt -> prompt.work).sum();
      assertThat(backlog.work(RATE, now)).isBetween(-1e-6, sent + 1e-6);
      backlog.assertValid();
    }
  }

  private static Assignment prompt(int tokens, boolean streamed) {
    var prompt = new Prompt(tokens, 0, PrefixChain.EMPTY, null, streamed);
    return assignment(new RoutingRequest(null, prompt, Requests.terms(true)));
  }

  private static Assignment prompt(Priority priority) {
    var terms = new Terms("t", priority, true, 0, SECOND);
    return assignment(new RoutingRequest(null, Prompt.UNKNOWN, terms));
  }

  private static Assignment assignment(RoutingRequest request) {
    var meter = new CostMeter(0, 1, true, 0);
    var pod = new Pod(new EndpointId("a"), 0, 0, 0, meter, new Pace());
    return new Assignment(pod, request, 0, 0, 0, 1);
  }
}
