package io.spillway.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import io.spillway.router.Tier;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VisitsTest {
  private static final EndpointId A = new EndpointId("a");
  private static final EndpointId B = new EndpointId("b");
  private static final Address ADDRESS =
      Address.of(URI.create("http://127.0.0.1:1"), Optional.empty(), Optional.empty());

  private static final Visits.Place ON_A = new Visits.Place(A, Tier.SELF_HOSTED, ADDRESS);
  private static final Visitor ASKS = new Visitor("one", false);

  @Test
  void spreadsVisitsOverThePodsThatAdmit() {
    var visits = visits("a", "b", "c");
    var seen = new HashMap<EndpointId, Integer>();

    for (int i = 0; i < 30; i++) {
      seen.merge(at(visits.toAny(Set.of(), 0)).endpoint(), 1, Integer::sum);
    }

    assertThat(seen.values()).containsOnly(10);
    assertThat(seen).hasSize(3);
  }

  @Test
  void takesTurnsAmongIdlePods() {
    var visits = visits("a", "b");
    var seen = new HashSet<EndpointId>();

    for (int i = 0; i < 2; i++) {
      VisitDecision.At at = at(visits.toAny(Set.of(), 0));
      seen.add(at.endpoint());
      at.leave().run();
    }

    assertThat(seen).hasSize(2);
  }

  @Test
  void goesWhereItWasNotTried() {
    var visits = visits("a", "b");

    assertThat(at(visits.toAny(Set.of(A), 0)).endpoint()).isEqualTo(B);
    assertThat(visits.toAny(Set.of(A, B), 0)).isEqualTo(new VisitDecision.Nowhere());
  }

  @Test
  void goesToNoPodThatDoesNotAdmit() {
    var visits = new Visits();
    visits.fleet(
        List.of(new EndpointView(A, "a", false, true, 1), EndpointView.serving("b")),
        Map.of(A, ADDRESS));

    assertThat(visits.toAny(Set.of(), 0)).isEqualTo(new VisitDecision.Nowhere());
  }

  @Test
  void isFullAtItsBoundUntilOneLeaves() {
    var visits = visits("a");
    VisitDecision.At last = at(visits.toAny(Set.of(), 0));
    for (int i = 1; i < Visits.ANY_MAX; i++) {
      at(visits.toAny(Set.of(), 0));
    }

    assertThat(visits.toAny(Set.of(), 0)).isEqualTo(new VisitDecision.Full());
    last.leave().run();
    assertThat(visits.toAny(Set.of(), 0)).isInstanceOf(VisitDecision.At.class);
  }

  @Test
  void keepsNeitherKindOutByTheOther() {
    var visits = visits("a");
    for (int i = 0; i < Visits.ANY_MAX; i++) {
      at(visits.toAny(Set.of(), 0));
    }
    for (int i = 0; i < Visits.BOUND_MAX; i++) {
      at(visits.to(ON_A, ASKS));
    }

    assertThat(visits.to(ON_A, ASKS)).isEqualTo(new VisitDecision.Full());
    at(visits.to(ON_A, follows("one")));
    at(visits.to(new Visits.Place(B, Tier.OVERFLOW, ADDRESS), ASKS));
  }

  @Test
  void leavesEveryTenantRoomForStreams() {
    var visits = visits("a");
    var streams = new ArrayDeque<VisitDecision.At>();
    follow(visits, "one", streams);
    assertThat(streams).hasSize(Visits.STREAMS_MAX / 2);
    for (int tenant = 2; tenant < 8; tenant++) {
      int before = streams.size();
      follow(visits, "tenant-" + tenant, streams);
      assertThat(streams).hasSizeGreaterThan(before);
    }

    assertThat(streams).hasSizeLessThan(Visits.STREAMS_MAX);
    at(visits.to(ON_A, ASKS));
    streams.forEach(at -> at.leave().run());
    streams.clear();
    follow(visits, "one", streams);
    assertThat(streams).hasSize(Visits.STREAMS_MAX / 2);
  }

  /** Lets a tenant follow as many streams as it may. */
  private static void follow(Visits visits, String tenant, ArrayDeque<VisitDecision.At> streams) {
    while (visits.to(ON_A, follows(tenant)) instanceof VisitDecision.At at) {
      streams.add(at);
    }
  }

  private static Visitor follows(String tenant) {
    return new Visitor(tenant, true);
  }

  @Test
  void triesAgainWithinABudgetOfFirstTries() {
    var visits = visits("a", "b");
    for (int i = 0; i < 100; i++) {
      at(visits.toAny(Set.of(), 0)).leave().run();
    }
    int granted = 0;
    for (int i = 0; i < 100; i++) {
      at(visits.toAny(Set.of(A), 0)).leave().run();
      granted += visits.tryAgain(0) ? 1 : 0;
    }

    assertThat(granted).isEqualTo(10);
  }

  @Test
  void countsWhatIsUnderWayWhateverHappens() {
    var random = new SplittableRandom(7);
    var visits = visits("a", "b");
    var out = new ArrayDeque<VisitDecision.At>();
    var count = new HashMap<EndpointId, Integer>();
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(1000) == 0) {
        admit(visits, random.nextBoolean() ? new String[] {"a"} : new String[] {"b", "a"});
      }
      if (random.nextInt(100) < 55) {
        switch (visits.toAny(random.nextInt(9) == 0 ? Set.of(B) : Set.of(), 0)) {
          case VisitDecision.At at -> {
            out.add(at);
            assertThat(count.merge(at.endpoint(), 1, Integer::sum))
                .isLessThanOrEqualTo(Visits.ANY_MAX);
          }
          case VisitDecision.Full _ -> assertThat(count).containsValue(Visits.ANY_MAX);
          case VisitDecision.Nowhere _ -> throw new AssertionError("a always admits");
        }
      } else if (!out.isEmpty()) {
        VisitDecision.At left = random.nextBoolean() ? out.pollFirst() : out.pollLast();
        left.leave().run();
        count.merge(left.endpoint(), -1, Integer::sum);
      }
    }
    out.forEach(at -> at.leave().run());
    admit(visits, "a", "b");
    for (int i = 0; i < 2 * Visits.ANY_MAX; i++) {
      at(visits.toAny(Set.of(), 0));
    }
    assertThat(visits.toAny(Set.of(), 0)).isEqualTo(new VisitDecision.Full());
  }

  private static Visits visits(String... pods) {
    var visits = new Visits();
    admit(visits, pods);
    return visits;
  }

  private static void admit(Visits visits, String... pods) {
    var views = new ArrayList<EndpointView>();
    var where = new HashMap<EndpointId, Address>();
    for (String pod : pods) {
      views.add(EndpointView.serving(pod));
      where.put(new EndpointId(pod), ADDRESS);
    }
    visits.fleet(views, where);
  }

  private static VisitDecision.At at(VisitDecision decision) {
    assertThat(decision).isInstanceOf(VisitDecision.At.class);
    return (VisitDecision.At) decision;
  }
}
