package io.spillway.router;

import static io.spillway.router.Placing.BLOCK;
import static io.spillway.router.Placing.HASH;
import static io.spillway.router.Placing.SECOND;
import static io.spillway.router.Placing.config;
import static io.spillway.router.Placing.dispatched;
import static io.spillway.router.Placing.fill;
import static io.spillway.router.Placing.load;
import static io.spillway.router.Placing.pool;
import static io.spillway.router.Placing.prompt;
import static io.spillway.router.Placing.strict;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for which pod, who takes what there is, and who leaves. */
final class WaitingOrLeavingTest {
  private long now;

  @Test
  void aStrictSessionWaitsForItsPodAndIsRefusedAtItsDeadline() {
    Pool pool = pool(1, "a", "b");
    var first = dispatched(pool.place(strict(7), List.of(), now));

    assertThat(pool.place(strict(7), List.of(), now)).isInstanceOf(Placement.Queue.class);
    assertThat(pool.reconsider(List.of(), SECOND)).isEmpty();
    assertThat(pool.reconsider(List.of(), 30 * SECOND))
        .extracting(Resumption::placement)
        .containsExactly(new Placement.Reject(RejectReason.WAIT_EXPIRED, 3));

    var waits = (Placement.Queue) pool.place(strict(7), List.of(), now);
    pool.release(first.slot(), SlotEnd.COMPLETED, now);
    assertThat(pool.reconsider(List.of(), now))
        .singleElement()
        .satisfies(resumed -> {
          assertThat(resumed.ticket()).isEqualTo(waits.ticket());
          assertThat(dispatched(resumed.placement()).slot().endpoint())
              .isEqualTo(first.slot().endpoint());
        });
  }

  @Test
  void aStrictSessionWhosePodIsGoneGoesToAnother() {
    Pool pool = pool(1, "a", "b");
    var first = dispatched(pool.place(strict(7), List.of(), now));
    pool.release(first.slot(), SlotEnd.COMPLETED, now);
    String other = first.slot().endpoint().name().equals("a") ? "b" : "a";
    pool.fleet(List.of(EndpointView.serving(other)), now);

    assertThat(dispatched(pool.place(strict(7), List.of(), now)).slot().endpoint().name())
        .isEqualTo(other);
  }

  @Test
  void waitsForAFullPodThatIsWorthIt() {
    Pool pool = pool(4, "a", "b");
    var first = dispatched(pool.place(prompt(7L, 200_000, 1), List.of(), now));
    pool.firstToken(first.slot(), now);
    for (int i = 0; i < 3; i++) {
      pool.firstToken(fill(pool, first.slot().endpoint(), 0, now), now);
    }

    var waits = pool.place(prompt(7L, 200_000, 1), List.of(), now);

    assertThat(waits).isInstanceOf(Placement.Queue.class);
    assertThat(pool.reconsider(List.of(), now)).isEmpty();
    pool.release(first.slot(), SlotEnd.COMPLETED, ++now);
    assertThat(pool.reconsider(List.of(), now))
        .singleElement()
        .satisfies(resumed ->
            assertThat(dispatched(resumed.placement()).slot().endpoint())
                .isEqualTo(first.slot().endpoint()));
  }

  @Test
  void atItsDeadlineARequestThatWaitedByChoiceTakesWhatThereIs() {
    Pool pool = pool(4, "a", "b");
    var first = dispatched(pool.place(prompt(7L, 200_000, 1), List.of(), now));
    pool.firstToken(first.slot(), now);
    for (int i = 0; i < 3; i++) {
      pool.firstToken(fill(pool, first.slot().endpoint(), 0, now), now);
    }
    assertThat(pool.place(prompt(7L, 200_000, 1), List.of(), now))
        .isInstanceOf(Placement.Queue.class);

    assertThat(pool.reconsider(List.of(), 30 * SECOND))
        .singleElement()
        .satisfies(resumed ->
            assertThat(dispatched(resumed.placement()).slot().endpoint())
                .isNotEqualTo(first.slot().endpoint()));
  }

  @Test
  void thoseWhoseOnlyPodIsFullKeepNobodyFromAnother() {
    var config =
        new PoolConfig(1, 500, Duration.ofSeconds(2), 0, PoolConfig.SESSION_TTL, BLOCK, false);
    var pool = new Pool(config, HASH);
    pool.fleet(List.of(EndpointView.serving("a"), EndpointView.serving("b")), 0);
    var onA = fill(pool, new EndpointId("a"), 0, now);
    var onB = fill(pool, new EndpointId("b"), 0, now);
    for (int i = 0; i < 200; i++) {
      var pinned = Requests.loose().pinnedTo(new EndpointId("a"));
      assertThat(pool.place(pinned, List.of(), now)).isInstanceOf(Placement.Queue.class);
    }
    var last = (Placement.Queue) pool.place(Requests.loose(), List.of(), now);

    pool.release(onB, SlotEnd.COMPLETED, now);

    assertThat(pool.reconsider(List.of(), now))
        .extracting(Resumption::ticket)
        .containsExactly(last.ticket());
    pool.release(onA, SlotEnd.COMPLETED, now);
    assertThat(pool.reconsider(List.of(), now)).hasSize(1);
  }

  @Test
  void otherGatewaysRequestsTakeSlotsAndTime() {
    Pool pool = pool(8, "a", "b");
    pool.reported(new EndpointId("a"), load(6, 2), now);

    assertThat(pool.snapshot(now).capacity()).isEqualTo(8);
    for (int i = 0; i < 4; i++) {
      var placed = dispatched(pool.place(prompt(null, 500, i), List.of(), now));
      assertThat(placed.slot().endpoint()).isEqualTo(new EndpointId("b"));
      pool.firstToken(placed.slot(), now);
    }
    pool.reported(new EndpointId("a"), EngineLoad.UNKNOWN, now);
    assertThat(pool.snapshot(now).capacity()).isEqualTo(16);
  }

  @Test
  void podsThatOthersHaveFilledAreLeftAloneUntilWaitingBreaksTheObjective() {
    Pool pool = pool(2, "a", "b");
    report(pool, 2);
    var waits = pool.place(prompt(null, 500, 1), List.of(), now);
    now += SECOND;
    report(pool, 2);
    List<Resumption> early = pool.reconsider(List.of(), now);
    now += 2 * SECOND;
    report(pool, 2);
    List<Resumption> late = pool.reconsider(List.of(), now);

    assertThat(waits).isInstanceOf(Placement.Queue.class);
    assertThat(pool.estimatedWaitSeconds()).isFinite();
    assertThat(early).isEmpty();
    assertThat(late).hasSize(1);
    report(pool, 2 + 1);
    assertThat(pool.snapshot(now).capacity()).isZero();
  }

  private void report(Pool pool, int running) {
    pool.reported(new EndpointId("a"), load(running, 0), now);
    pool.reported(new EndpointId("b"), load(running, 0), now);
  }

  @Test
  void leavesForAFasterTargetWhenPodsHaveRoomButNoTime() {
    Pool pool = pool(32, "a");
    fill(pool, new EndpointId("a"), 100_000, now);
    var hosted = new TargetView(new EndpointId("hosted"), 5, 0.5, 1e-5);

    Requests.assertSpilled(
        pool.place(prompt(7L, 5_000, 1), List.of(hosted), now), hosted.id(), PlacementReason.SLOW);
    assertThat(pool.place(Requests.inHouse(7L), List.of(hosted), now))
        .isInstanceOf(Placement.Dispatch.class);
  }

  @Test
  void aPromptThatIsLongEverywhereIsNoReasonToLeave() {
    Pool pool = pool(32, "a");
    var hosted = new TargetView(new EndpointId("hosted"), 5, 0.5, 1e-3);

    assertThat(pool.place(prompt(7L, 90_000, 1), List.of(hosted), now))
        .isInstanceOf(Placement.Dispatch.class);
  }

  @Test
  void whatWaitedForAPodToComeUpIsNotShedTheMomentItIsThere() {
    Pool pool = new Pool(config(1), HASH);
    pool.fleet(List.of(new EndpointView(new EndpointId("a"), "a", false, true, 1)), now);
    for (int i = 0; i < 2; i++) {
      assertThat(pool.place(Requests.of(i), List.of(), now)).isInstanceOf(Placement.Queue.class);
    }
    now = 29 * SECOND;
    pool.fleet(List.of(EndpointView.serving("a")), now);

    assertThat(pool.reconsider(List.of(), now)).hasSize(1);
    assertThat(pool.reconsider(List.of(), 31 * SECOND)).isEmpty();
    assertThat(pool.reconsider(List.of(), 59 * SECOND))
        .extracting(Resumption::placement)
        .hasOnlyElementsOfType(Placement.Reject.class)
        .hasSize(1);
  }
}
