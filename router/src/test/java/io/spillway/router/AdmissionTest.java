package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits, who is served first, who gives its place. */
final class AdmissionTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void anUrgentRequestIsServedBeforeThoseThatCameEarlier() {
    Pool pool = pool(1, false);
    var running = dispatched(place(pool, "t", Priority.DEFAULT));
    queued(place(pool, "t", Priority.BULK));
    queued(place(pool, "t", Priority.DEFAULT));
    var urgent = queued(place(pool, "t", Priority.INTERACTIVE));

    assertThat(urgent.position()).isZero();
    pool.release(running.slot(), SlotEnd.COMPLETED, 0);
    assertThat(pool.reconsider(List.of(), 0))
        .extracting(Resumption::ticket)
        .containsExactly(urgent.ticket());
  }

  @Test
  void tenantsThatWaitAreServedInTurnsHoweverManyRequestsOneHas() {
    Pool pool = pool(1, false);
    var running = dispatched(place(pool, "flood", Priority.DEFAULT));
    for (int i = 0; i < 30; i++) {
      queued(place(pool, "flood", Priority.DEFAULT));
    }
    for (int i = 0; i < 3; i++) {
      queued(place(pool, "few", Priority.DEFAULT));
    }

    var served = new ArrayList<String>();
    Slot slot = running.slot();
    for (int i = 0; i < 6; i++) {
      pool.release(slot, SlotEnd.COMPLETED, 0);
      Resumption next = pool.reconsider(List.of(), 0).getFirst();
      served.add(next.ticket().request().terms().tenant());
      slot = dispatched(next.placement()).slot();
    }

    assertThat(served).filteredOn("few"::equals).hasSize(3);
    assertThat(served.subList(0, 2)).contains("few");
  }

  @Test
  void servesWithinOneRequestOfEqualSharesWhileAllWait() {
    Pool pool = pool(2, false);
    var slots = new ArrayList<Slot>();
    for (int i = 0; i < 2; i++) {
      slots.add(dispatched(place(pool, "a", Priority.DEFAULT)).slot());
    }
    for (int i = 0; i < 40; i++) {
      for (String tenant : List.of("a", "b", "c")) {
        queued(place(pool, tenant, Priority.DEFAULT));
      }
    }
    var served = new HashMap<String, Integer>();
    for (int i = 0; i < 60; i++) {
      pool.release(slots.removeFirst(), SlotEnd.COMPLETED, 0);
      for (Resumption next : pool.reconsider(List.of(), 0)) {
        served.merge(next.ticket().request().terms().tenant(), 1, Integer::sum);
        slots.add(dispatched(next.placement()).slot());
      }
    }

    // That "a" was served before the others came gives them no credit.
    int a = served.get("a");
    assertThat(served.get("b")).isBetween(a - 1, a + 1);
    assertThat(served.get("c")).isBetween(a - 1, a + 1);
  }

  @Test
  void anInteractiveRequestIsGivenThePlaceOfTheBulkRequestSentLast() {
    Pool pool = pool(2, true);
    var older = dispatched(place(pool, "t", Priority.BULK, 0));
    var newer = dispatched(place(pool, "t", Priority.BULK, 1));

    assertThat(queued(place(pool, "t", Priority.DEFAULT, 2)).preempted()).isNull();
    assertThat(queued(place(pool, "t", Priority.INTERACTIVE, 2)).preempted())
        .isSameAs(newer.slot());
    assertThat(queued(place(pool, "t", Priority.INTERACTIVE, 2)).preempted())
        .isSameAs(older.slot());
    assertThat(queued(place(pool, "t", Priority.INTERACTIVE, 2)).preempted()).isNull();
  }

  @Test
  void aBulkRequestThatHasBegunToAnswerKeepsItsPlace() {
    Pool pool = pool(1, true);
    var running = dispatched(place(pool, "t", Priority.BULK));
    pool.firstToken(running.slot(), 1);

    assertThat(queued(place(pool, "t", Priority.INTERACTIVE)).preempted()).isNull();
  }

  @Test
  void nobodyGivesItsPlaceUnlessThatIsConfigured() {
    Pool pool = pool(1, false);
    dispatched(place(pool, "t", Priority.BULK));

    assertThat(queued(place(pool, "t", Priority.INTERACTIVE)).preempted()).isNull();
  }

  private static Placement place(Pool pool, String tenant, Priority priority) {
    return place(pool, tenant, priority, 0);
  }

  private static Placement place(Pool pool, String tenant, Priority priority, long now) {
    var terms = new Terms(tenant, priority, false, now, now + 30 * SECOND);
    return pool.place(new RoutingRequest(null, Prompt.UNKNOWN, terms), List.of(), now);
  }

  private static Placement.Dispatch dispatched(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Dispatch.class);
    return (Placement.Dispatch) placement;
  }

  private static Placement.Queue queued(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Queue.class);
    return (Placement.Queue) placement;
  }

  private static Pool pool(int concurrency, boolean preempt) {
    var config =
        new PoolConfig(
            concurrency,
            200,
            Duration.ofSeconds(2),
            0,
            PoolConfig.SESSION_TTL,
            PrefixChain.BLOCK_TOKENS,
            preempt);
    var pool = new Pool(config, KeyedHash.of(1, 2));
    pool.fleet(List.of(EndpointView.serving("a")), 0);
    return pool;
  }
}
