package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PoolTest {
  private static final long SECOND = 1_000_000_000L;
  private static final KeyedHash HASH = KeyedHash.of(1, 2);
  private static final TargetView FAST = new TargetView(new EndpointId("hosted"), 10, 0.5);

  @Test
  void keepsASessionOnItsPod() {
    Pool pool = pool(8, 4, "a", "b", "c");
    var homes = new java.util.HashSet<EndpointId>();

    for (int turn = 0; turn < 20; turn++) {
      var dispatch = dispatched(pool.place(session(42), List.of(), turn));
      homes.add(dispatch.slot().endpoint());
      pool.release(dispatch.slot(), SlotEnd.COMPLETED, turn + 1);
    }

    assertThat(homes).hasSize(1);
  }

  @Test
  void movesOnlyTheSessionsOfALostPod() {
    Pool pool = pool(1000, 4, "a", "b", "c", "d");
    Map<Long, EndpointId> before = homes(pool);

    pool.fleet(views("a", "b", "d"), 0);
    Map<Long, EndpointId> after = homes(pool);

    before.forEach((session, home) -> {
      if (home.name().equals("c")) {
        assertThat(after.get(session).name()).isNotEqualTo("c");
      } else {
        assertThat(after.get(session)).isEqualTo(home);
      }
    });
  }

  @Test
  void gatewaysWithTheSameSecretAgreeWithoutTalking() {
    assertThat(homes(pool(1000, 4, "a", "b", "c"))).isEqualTo(homes(pool(1000, 4, "c", "a", "b")));
  }

  @Test
  void aHotSessionCannotSinkAPod() {
    Pool pool = pool(40, 4, "a", "b", "c", "d");

    for (int i = 0; i < 80; i++) {
      dispatched(pool.place(session(7), List.of(), 0));
    }

    assertThat(pool.snapshot(0).endpoints())
        .allSatisfy(pod -> assertThat(pod.inFlight()).isLessThanOrEqualTo(25));
  }

  @Test
  void queuesWhenFullAndResumesInOrder() {
    Pool pool = pool(1, 4, "a");
    var first = dispatched(pool.place(session(1), List.of(), 0));
    var second = queued(pool.place(session(2), List.of(), 0));
    var third = queued(pool.place(session(3), List.of(), 0));

    pool.release(first.slot(), SlotEnd.COMPLETED, SECOND);
    List<Resumption> resumed = pool.reconsider(List.of(), SECOND);

    assertThat(resumed).extracting(Resumption::ticket).containsExactly(second.ticket());
    assertThat(third.position()).isEqualTo(1);
    assertThat(pool.snapshot(0).waiting()).isEqualTo(1);
  }

  @Test
  void overflowsAtOnceWhenWaitingBreaksTheObjectiveAndATargetIsFaster() {
    Pool pool = pool(1, 4, "a");
    dispatched(pool.place(session(1), List.of(FAST), 0));

    Placement placement = pool.place(session(2), List.of(FAST), 0);

    Requests.assertSpilled(placement, FAST.id(), PlacementReason.FULL);
  }

  @Test
  void queuesWhenTheTargetIsSlowerThanTheWait() {
    Pool pool = pool(1, 4, "a");
    dispatched(pool.place(session(1), List.of(), 0));
    var cold = new TargetView(new EndpointId("cold"), 10, 60);

    assertThat(pool.place(session(2), List.of(cold), 0)).isInstanceOf(Placement.Queue.class);
  }

  @Test
  void neverOverflowsATenantThatMayNotLeave() {
    Pool pool = pool(1, 0, "a");
    dispatched(pool.place(session(1), List.of(FAST), 0));
    var inHouse = Requests.inHouse(2L);

    assertThat(pool.place(inHouse, List.of(FAST), 0))
        .isInstanceOfSatisfying(
            Placement.Reject.class,
            reject -> assertThat(reject.reason()).isEqualTo(RejectReason.QUEUE_FULL));
  }

  @Test
  void refusesAtTheDeadlineByCause() {
    Pool full = pool(1, 4, "a");
    dispatched(full.place(session(1), List.of(), 0));
    queued(full.place(session(2), List.of(), 0));
    var cold = new Pool(config(1, 4), HASH);
    cold.fleet(List.of(new EndpointView(new EndpointId("a"), "a", false, true, 1)), 0);
    queued(cold.place(session(1), List.of(), 0));

    assertThat(full.nextWakeNanos(0)).isEqualTo(30 * SECOND);
    assertThat(reasons(full.reconsider(List.of(), 30 * SECOND)))
        .containsExactly(RejectReason.WAIT_EXPIRED);
    assertThat(reasons(cold.reconsider(List.of(), 30 * SECOND)))
        .containsExactly(RejectReason.NOTHING_CAME_UP);
  }

  @Test
  void refusesAtOnceWhenNothingServesAndNothingComes() {
    var pool = new Pool(config(1, 4), HASH);

    assertThat(pool.place(session(1), List.of(), 0))
        .isInstanceOfSatisfying(
            Placement.Reject.class,
            reject -> assertThat(reject.reason()).isEqualTo(RejectReason.NO_CAPACITY));
  }

  @Test
  void aRetryGoesToAnotherPod() {
    Pool pool = pool(8, 4, "a", "b");
    RoutingRequest request = session(5);
    var first = dispatched(pool.place(request, List.of(), 0));
    pool.release(first.slot(), SlotEnd.INCOMPLETE, 0);

    var second =
        dispatched(pool.place(request.afterFailureOf(first.slot().endpoint()), List.of(), 0));
    var third =
        pool.place(
            request
                .afterFailureOf(first.slot().endpoint())
                .afterFailureOf(second.slot().endpoint()),
            List.of(),
            0);

    assertThat(second.slot().endpoint()).isNotEqualTo(first.slot().endpoint());
    assertThat(second.reason()).isEqualTo(PlacementReason.RETRY);
    assertThat(third).isEqualTo(new Placement.Reject(RejectReason.NO_OTHER_ENDPOINT, 1));
  }

  @Test
  void aRampingPodTakesAShareAndAnAllNewFleetServesInFull() {
    var pool = new Pool(config(10, 0), HASH);
    pool.fleet(List.of(EndpointView.serving("a"), ramping("b", 0.1)), 0);
    PoolSnapshot mixed = pool.snapshot(0);
    pool.fleet(List.of(ramping("a", 0.1), ramping("b", 0.1)), 0);
    PoolSnapshot allNew = pool.snapshot(0);

    assertThat(mixed.capacity()).isEqualTo(11);
    assertThat(allNew.capacity()).isEqualTo(20);
  }

  @Test
  void boundsRetriesToAShareOfRequests() {
    Pool pool = pool(1000, 0, "a");
    int granted = 0;
    for (int i = 0; i < 100; i++) {
      pool.place(session(i), List.of(), 0);
    }
    for (int i = 0; i < 50; i++) {
      granted += pool.tryRetry(0) ? 1 : 0;
    }

    assertThat(granted).isEqualTo(10);
    assertThat(pool.tryRetry(20 * SECOND)).isTrue();
  }

  @Test
  void sharesAPodsPriceAmongItsRequestsAndCountsItsIdleTime() {
    Pool pool = new Pool(new PoolConfig(8, 4, Duration.ofSeconds(2), 0.01), HASH);
    pool.fleet(views("a"), 0);
    var one = dispatched(pool.place(session(1), List.of(), 10 * SECOND));
    var two = dispatched(pool.place(session(2), List.of(), 20 * SECOND));

    double first = pool.release(one.slot(), SlotEnd.COMPLETED, 30 * SECOND);
    double second = pool.release(two.slot(), SlotEnd.COMPLETED, 40 * SECOND);

    assertThat(first).isCloseTo(0.15, within(1e-9));
    assertThat(second).isCloseTo(0.15, within(1e-9));
    assertThat(pool.takeIdleUsd(50 * SECOND)).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void aSecondReleaseIsABug() {
    Pool pool = pool(8, 4, "a");
    var dispatch = dispatched(pool.place(session(1), List.of(), 0));
    pool.release(dispatch.slot(), SlotEnd.COMPLETED, 1);

    assertThatThrownBy(() -> pool.release(dispatch.slot(), SlotEnd.COMPLETED, 2))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Map<Long, EndpointId> homes(Pool pool) {
    var homes = new HashMap<Long, EndpointId>();
    var slots = new ArrayList<Slot>();
    for (long session = 0; session < 200; session++) {
      var dispatch = dispatched(pool.place(session(HASH.hash("s" + session)), List.of(), 0));
      homes.put(session, dispatch.slot().endpoint());
      pool.release(dispatch.slot(), SlotEnd.COMPLETED, 0);
    }
    assertThat(slots).isEmpty();
    return homes;
  }

  private static List<RejectReason> reasons(List<Resumption> resumptions) {
    return resumptions.stream().map(r -> ((Placement.Reject) r.placement()).reason()).toList();
  }

  private static Placement.Dispatch dispatched(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Dispatch.class);
    return (Placement.Dispatch) placement;
  }

  private static Placement.Queue queued(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Queue.class);
    return (Placement.Queue) placement;
  }

  private static RoutingRequest session(long key) {
    return Requests.of(key);
  }

  private static EndpointView ramping(String name, double weight) {
    return new EndpointView(new EndpointId(name), name, true, false, weight);
  }

  private static List<EndpointView> views(String... names) {
    return List.of(names).stream().map(EndpointView::serving).toList();
  }

  private static PoolConfig config(int concurrency, int queue) {
    return new PoolConfig(concurrency, queue, Duration.ofSeconds(2), 0);
  }

  private static Pool pool(int concurrency, int queue, String... names) {
    var pool = new Pool(config(concurrency, queue), HASH);
    pool.fleet(views(names), 0);
    return pool;
  }
}
