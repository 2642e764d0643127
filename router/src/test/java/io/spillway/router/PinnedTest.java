package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that only one endpoint can serve. */
final class PinnedTest {
  private static final long SECOND = 1_000_000_000L;
  private static final EndpointId A = new EndpointId("a");
  private static final EndpointId B = new EndpointId("b");
  private static final TargetView FAST = new TargetView(new EndpointId("hosted"), 10, 0.1);

  @Test
  void goesToItsPodThoughAnotherHasLessToDo() {
    Pool pool = pool(4, 4, "a", "b");
    pool.place(pinned(A), List.of(), 0);
    pool.place(pinned(A), List.of(), 0);

    var third = dispatched(pool.place(pinned(A), List.of(FAST), 0));

    assertThat(third.slot().endpoint()).isEqualTo(A);
    assertThat(third.reason()).isEqualTo(PlacementReason.PINNED);
  }

  @Test
  void waitsForItsFullPodWhileOthersAreIdle() {
    Pool pool = pool(1, 4, "a", "b");
    var first = dispatched(pool.place(pinned(A), List.of(), 0));

    var waits = queued(pool.place(pinned(A), List.of(FAST), 0));
    assertThat(pool.reconsider(List.of(FAST), 20 * SECOND)).isEmpty();
    pool.assertValid(0);
    pool.release(first.slot(), SlotEnd.COMPLETED, 20 * SECOND);
    List<Resumption> resumed = pool.reconsider(List.of(FAST), 20 * SECOND);

    assertThat(resumed).extracting(Resumption::ticket).containsExactly(waits.ticket());
    assertThat(dispatched(resumed.getFirst().placement()).slot().endpoint()).isEqualTo(A);
  }

  @Test
  void doesNotHoldUpThoseThatCanGoElsewhere() {
    Pool pool = pool(1, 4, "a", "b");
    dispatched(pool.place(pinned(A), List.of(), 0));
    queued(pool.place(pinned(A), List.of(), 0));

    assertThat(dispatched(pool.place(free(), List.of(), 0)).slot().endpoint()).isEqualTo(B);
  }

  @Test
  void isRefusedAtItsDeadlineAsContended() {
    Pool pool = pool(1, 4, "a", "b");
    dispatched(pool.place(pinned(A), List.of(), 0));
    queued(pool.place(pinned(A), List.of(), 0));

    assertThat(pool.nextWakeNanos(0)).isEqualTo(30 * SECOND);
    assertThat(reason(pool.reconsider(List.of(FAST), 30 * SECOND).getFirst().placement()))
        .isEqualTo(RejectReason.WAIT_EXPIRED);
  }

  @Test
  void expectsToWaitForTheSlotsOfItsPodOnly() {
    Pool pool = pool(1, 9, "a", "b");
    dispatched(pool.place(pinned(A), List.of(), 0));
    dispatched(pool.place(free(), List.of(), 0));

    double anywhere = queued(pool.place(free(), List.of(), 0)).estimatedSeconds();
    double there = queued(pool.place(pinned(A), List.of(), 0)).estimatedSeconds();

    assertThat(there).isGreaterThan(2 * anywhere);
  }

  @Test
  void isRefusedWhenItsPodHasGoneThoughOthersServe() {
    Pool pool = pool(1, 4, "a", "b");
    dispatched(pool.place(pinned(A), List.of(), 0));
    queued(pool.place(pinned(A), List.of(), 0));

    pool.fleet(List.of(EndpointView.serving("b")), 1);

    assertThat(reason(pool.reconsider(List.of(FAST), 1).getFirst().placement()))
        .isEqualTo(RejectReason.PINNED_GONE);
    assertThat(reason(pool.place(pinned(A), List.of(FAST), 1))).isEqualTo(RejectReason.PINNED_GONE);
    assertThat(pool.snapshot(0).inFlight()).isEqualTo(1);
  }

  @Test
  void waitsForItsPodToComeUpAndIsRefusedWhenItIsAway() {
    Pool pool = pool(1, 4, "b");
    pool.fleet(List.of(view("a", true), EndpointView.serving("b")), 0);
    var waits = queued(pool.place(pinned(A), List.of(FAST), 0));

    pool.fleet(List.of(view("a", false), EndpointView.serving("b")), 1);
    List<Resumption> away = pool.reconsider(List.of(FAST), 1);

    assertThat(away).extracting(Resumption::ticket).containsExactly(waits.ticket());
    assertThat(reason(away.getFirst().placement())).isEqualTo(RejectReason.PINNED_AWAY);
  }

  @Test
  void isNotTriedElsewhereAfterItsPodFailedIt() {
    Pool pool = pool(4, 4, "a", "b");
    var first = dispatched(pool.place(pinned(A), List.of(FAST), 0));
    pool.release(first.slot(), SlotEnd.INCOMPLETE, 0);

    assertThat(reason(pool.place(pinned(A).afterFailureOf(A), List.of(FAST), 0)))
        .isEqualTo(RejectReason.NO_OTHER_ENDPOINT);
  }

  @Test
  void goesToItsTargetWhilePodsAreIdleAndWaitsForItWhenItIsFull() {
    Pool pool = pool(4, 4, "a");
    var full = new TargetView(FAST.id(), 0, 0.1);
    var other = new TargetView(new EndpointId("other"), 5, 0.1);

    Requests.assertSpilled(
        pool.place(pinned(FAST.id()), List.of(other, FAST), 0), FAST.id(), PlacementReason.PINNED);
    queued(pool.place(pinned(FAST.id()), List.of(other, full), 0));
    assertThat(pool.reconsider(List.of(other, full), 1)).isEmpty();
    assertThat(pool.reconsider(List.of(other, FAST), 2))
        .singleElement()
        .satisfies(resumption ->
            Requests.assertSpilled(resumption.placement(), FAST.id(), PlacementReason.PINNED));
  }

  @Test
  void isRefusedWhenItsTargetIsNotConfiguredAnyMoreOrNotAllowed() {
    Pool pool = pool(4, 4, "a");
    var denied = Requests.inHouse(null).pinnedTo(FAST.id());

    assertThat(reason(pool.place(pinned(FAST.id()), List.of(), 0)))
        .isEqualTo(RejectReason.PINNED_GONE);
    assertThat(reason(pool.place(denied, List.of(FAST), 0))).isEqualTo(RejectReason.PINNED_GONE);
  }

  @Test
  void keepsToTheBoundOfTheQueue() {
    Pool pool = pool(1, 1, "a", "b");
    dispatched(pool.place(pinned(A), List.of(), 0));
    queued(pool.place(pinned(A), List.of(), 0));

    assertThat(reason(pool.place(pinned(A), List.of(FAST), 0))).isEqualTo(RejectReason.QUEUE_FULL);
  }

  private static RejectReason reason(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Reject.class);
    return ((Placement.Reject) placement).reason();
  }

  private static Placement.Dispatch dispatched(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Dispatch.class);
    return (Placement.Dispatch) placement;
  }

  private static Placement.Queue queued(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Queue.class);
    return (Placement.Queue) placement;
  }

  private static RoutingRequest free() {
    return Requests.loose();
  }

  private static RoutingRequest pinned(EndpointId endpoint) {
    return Requests.of(7).pinnedTo(endpoint);
  }

  private static EndpointView view(String name, boolean comingUp) {
    return new EndpointView(new EndpointId(name), name, false, comingUp, 1);
  }

  private static Pool pool(int concurrency, int queue, String... names) {
    var pool =
        new Pool(new PoolConfig(concurrency, queue, Duration.ofSeconds(2), 0), KeyedHash.of(1, 2));
    pool.fleet(List.of(names).stream().map(EndpointView::serving).toList(), 0);
    return pool;
  }
}
