package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.Heartbeat;
import io.spillway.gateway.config.Timeouts;
import io.spillway.gateway.relay.Deadlines.Due;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Heartbeat HEARTBEAT = new Heartbeat(seconds(30), seconds(15));
  private static final Timeouts TIMEOUTS =
      new Timeouts(seconds(1), seconds(10), seconds(30), seconds(40), seconds(60), seconds(200));

  private final Deadlines stream = new Deadlines(TIMEOUTS, HEARTBEAT, true, 0);
  private final Deadlines whole = new Deadlines(TIMEOUTS, HEARTBEAT, false, 0);

  @Test
  void beforeDispatchOnlyHeartbeatsAreDue() {
    assertThat(stream.next()).isEqualTo(30 * SECOND);
    assertThat(stream.due(30 * SECOND - 1)).isEqualTo(Due.NOTHING);
    assertThat(stream.due(30 * SECOND)).isEqualTo(Due.HEARTBEAT);
    stream.written(30 * SECOND);
    assertThat(stream.next()).isEqualTo(45 * SECOND);
    assertThat(whole.next()).isEqualTo(Deadlines.NEVER);
  }

  @Test
  void theFirstTokenLimitCountsFromTheFirstDispatch() {
    stream.dispatched(10 * SECOND);
    stream.dispatched(40 * SECOND);
    stream.written(49 * SECOND);

    assertThat(stream.due(50 * SECOND - 1)).isEqualTo(Due.NOTHING);
    assertThat(stream.due(50 * SECOND)).isEqualTo(Due.FIRST_TOKEN);
  }

  @Test
  void aRealEventStopsTheFirstTokenLimitAndStartsTheIdleLimit() {
    stream.dispatched(0);
    stream.realEvent(39 * SECOND);
    stream.written(98 * SECOND);

    assertThat(stream.due(99 * SECOND - 1)).isEqualTo(Due.NOTHING);
    assertThat(stream.due(99 * SECOND)).isEqualTo(Due.IDLE);
    stream.realEvent(98 * SECOND);
    assertThat(stream.due(99 * SECOND)).isEqualTo(Due.NOTHING);
  }

  @Test
  void anEndpointThatIsToGoOnHasTheWholeIdleTimeFromItsDispatch() {
    stream.dispatched(0);
    stream.realEvent(0);
    stream.dispatched(50 * SECOND);
    stream.written(109 * SECOND);

    assertThat(stream.due(110 * SECOND - 1)).isEqualTo(Due.NOTHING);
    assertThat(stream.due(110 * SECOND)).isEqualTo(Due.IDLE);
  }

  @Test
  void anEngineThatWasHeldUpGetsTheWholeIdleTimeAgain() {
    stream.resumed(SECOND);
    assertThat(stream.next()).isEqualTo(30 * SECOND);
    stream.dispatched(0);
    stream.realEvent(0);
    stream.written(70 * SECOND);

    stream.resumed(59 * SECOND);

    assertThat(stream.due(119 * SECOND - 1)).isEqualTo(Due.HEARTBEAT);
    assertThat(stream.due(119 * SECOND)).isEqualTo(Due.IDLE);
  }

  @Test
  void aDispatchThatWasTakenBackBoundsNothing() {
    stream.dispatched(0);
    stream.putBack();

    assertThat(stream.due(300 * SECOND)).isEqualTo(Due.HEARTBEAT);
    stream.written(300 * SECOND);
    stream.dispatched(300 * SECOND);
    assertThat(stream.due(300 * SECOND + 1)).isEqualTo(Due.NOTHING);
    assertThat(stream.due(500 * SECOND)).isEqualTo(Due.TOTAL);
  }

  @Test
  void theTotalLimitGoesBeforeAllOthers() {
    stream.dispatched(0);

    assertThat(stream.due(200 * SECOND)).isEqualTo(Due.TOTAL);
  }

  @Test
  void anAnswerThatIsNoStreamHasOnlyTheTotalLimit() {
    whole.dispatched(5 * SECOND);

    assertThat(whole.next()).isEqualTo(205 * SECOND);
    assertThat(whole.due(205 * SECOND - 1)).isEqualTo(Due.NOTHING);
    assertThat(whole.due(205 * SECOND)).isEqualTo(Due.TOTAL);
  }

  @Test
  void limitsHoldWhereTheClockIsNegative() {
    long start = -100 * SECOND;
    var negative = new Deadlines(TIMEOUTS, HEARTBEAT, true, start);
    negative.dispatched(start);

    assertThat(negative.due(start + SECOND)).isEqualTo(Due.NOTHING);
    assertThat(negative.due(start + 40 * SECOND)).isEqualTo(Due.FIRST_TOKEN);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
