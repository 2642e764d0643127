package io.spillway.router;

import static io.spillway.router.Requests.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who goes first of those that wait, and until when they wait. */
final class WaitingLineTest {
  private final WaitingLine line = new WaitingLine();

  @Test
  void servesTheMoreUrgentClassFirst() {
    Ticket bulk = line.add(request("a", Priority.BULK, 10));
    Ticket plain = line.add(request("a", Priority.DEFAULT, 10));
    Ticket interactive = line.add(request("a", Priority.INTERACTIVE, 10));

    assertThat(line.inOrder()).containsExactly(interactive, plain, bulk);
    assertThat(line.position(bulk, 0)).isEqualTo(2);
    assertThat(line.ahead(request("b", Priority.DEFAULT, 10), 0)).isEqualTo(2);
    assertThat(line.ahead(request("b", Priority.INTERACTIVE, 10), 0)).isEqualTo(1);
  }

  @Test
  void tellsHowManyOfEachClassWaitForHowManyTenants() {
    line.add(request("a", Priority.BULK, 10));
    line.add(request("a", Priority.BULK, 10));
    Ticket other = line.add(request("b", Priority.BULK, 10));
    line.add(request("a", Priority.INTERACTIVE, 10));

    assertThat(line.snapshot())
        .isEqualTo(
            new PoolSnapshot.Line(
                List.of(
                    new PoolSnapshot.Line.Waiting(Priority.INTERACTIVE, 1, 1),
                    new PoolSnapshot.Line.Waiting(Priority.DEFAULT, 0, 0),
                    new PoolSnapshot.Line.Waiting(Priority.BULK, 3, 2)),
                line.firstDeadlineNanos()));

    line.remove(other);

    assertThat(line.snapshot().size()).isEqualTo(3);
    assertThat(line.snapshot().classes().getLast().tenants()).isEqualTo(1);
  }

  @Test
  void servesTheTenantThatHadLeastFirst() {
    Ticket first = line.add(request("a", 1));
    Ticket second = line.add(request("b", 1));
    assertThat(line.inOrder()).containsExactly(first, second);

    line.charge(request("a", 1000), 0);

    assertThat(line.inOrder()).containsExactly(second, first);
  }

  @Test
  void takesTurnsBetweenTenantsHoweverManyOneHasWaiting() {
    var served = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      line.add(request("flood", 100));
    }
    for (int i = 0; i < 3; i++) {
      line.add(request("drip", 100));
    }
    for (int i = 0; i < 6; i++) {
      served.add(serveFirst(0).request().terms().tenant());
    }

    assertThat(served).containsExactly("flood", "drip", "flood", "drip", "flood", "drip");
  }

  @Test
  void whatOthersWereChargedTooMuchIsNoHeadStartForThem() {
    for (int i = 0; i < 60; i++) {
      line.add(request("flood", 10));
    }
    for (int i = 0; i < 50; i++) {
      serveFirst(0);
    }
    line.add(request("drip", 10));
    for (int i = 0; i < 50; i++) {
      line.correct(request("flood", 10), -500, 0, 0);
    }

    assertThat(List.of(serveFirst(0), serveFirst(0)))
        .extracting(ticket -> ticket.request().terms().tenant())
        .contains("drip");
  }

  @Test
  void givesNoCreditForTimeInWhichATenantAskedForNothing() {
    line.charge(request("busy", 100_000), 0);
    line.correct(request("busy", 100_000), 0, 0, 0);
    line.add(request("busy", 100));
    line.add(request("busy", 100));
    for (int i = 0; i < 5; i++) {
      line.add(request("back", 100));
    }

    assertThat(serveFirst(0).request().terms().tenant()).isEqualTo("busy");
    assertThat(serveFirst(0).request().terms().tenant()).isEqualTo("back");
    assertThat(serveFirst(0).request().terms().tenant()).isEqualTo("busy");
  }

  @Test
  void forgetsHalfOfAServiceInAMinute() {
    Ticket b = line.add(request("b", 1));
    Ticket a = line.add(request("a", 1));
    line.charge(request("a", 10_000), 0);
    line.charge(request("b", 6_000), 60 * SECOND);

    assertThat(line.inOrder()).containsExactly(a, b);
  }

  @Test
  void correctsAChargeByWhatWasCounted() {
    RoutingRequest a = request("a", 5_000);
    RoutingRequest b = request("b", 4_000);
    Ticket first = line.add(a);
    Ticket second = line.add(b);
    line.charge(a, 0);
    line.charge(b, 0);
    assertThat(line.inOrder()).containsExactly(second, first);

    line.correct(a, -2_000, 0, 0);
    assertThat(line.inOrder()).containsExactly(first, second);
    line.correct(a, 2_000, 0, 0);
    assertThat(line.inOrder()).containsExactly(second, first);
  }

  @Test
  void givesBackOfAnOldChargeWhatIsLeftOfIt() {
    line.add(request("a", 1));
    line.add(request("b", 1));
    line.add(request("c", 1));
    line.charge(request("a", 10_000), 0);
    line.charge(request("a", 1_000), 120 * SECOND);
    line.correct(request("a", 10_000), -10_512, 0, 120 * SECOND);
    line.charge(request("b", 1_100), 120 * SECOND);
    line.charge(request("c", 900), 120 * SECOND);

    assertThat(tenants(line.inOrder())).containsExactly("c", "a", "b");
  }

  @Test
  void chargesWhatAnAnswerIsExpectedToBeAndNotWhatItMayBe() {
    assertThat(AttainedService.expected(prompt(100, 0))).isEqualTo(100 + 2 * 256);
    assertThat(AttainedService.expected(prompt(100, 10))).isEqualTo(100 + 2 * 10);
    assertThat(AttainedService.expected(prompt(100, 1_000_000))).isEqualTo(100 + 2 * 256);
  }

  @Test
  void putsARequestThatWaitsAgainWhereItCameFirst() {
    Ticket later = line.add(request("a", 1, 5, null));
    Ticket again = line.add(request("a", 1, 4, null));

    assertThat(line.inOrder()).containsExactly(again, later);
    assertThat(line.position(again, 0)).isZero();
    assertThat(line.position(later, 0)).isEqualTo(1);
  }

  @Test
  void looksAtATenantsNextRequestAfterOneThatNothingCanServe() {
    Ticket first = line.add(request("a", 100));
    Ticket second = line.add(request("a", 100));
    Ticket other = line.add(request("b", 100));
    Iterator<Ticket> walk = line.inServiceOrder();

    assertThat(walk.next()).isSameAs(first);
    assertThat(walk.next()).isSameAs(second);
    line.serve(second, 0);
    assertThat(walk.next()).isSameAs(other);
    assertThat(walk.hasNext()).isFalse();
  }

  @Test
  void looksAtOthersWhenATenantsRequestsCannotBeServed() {
    for (int i = 0; i < 1_000; i++) {
      line.add(request("stuck", 100));
    }
    Ticket other = line.add(request("other", 100));
    Iterator<Ticket> walk = line.inServiceOrder();
    int looks = 1;
    while (walk.next() != other) {
      looks++;
    }

    assertThat(looks).isLessThanOrEqualTo(17);
    assertThat(line.inOrder()).hasSize(1_001).doesNotHaveDuplicates();
  }

  @Test
  void extendsAWaitOnceAndOnlyToLater() {
    Ticket ticket = line.add(request("a", 1));
    long until = ticket.waitUntilNanos();

    assertThat(line.extend(ticket, until - 1)).isFalse();
    assertThat(line.extend(ticket, until + SECOND)).isTrue();
    assertThat(line.extend(ticket, until + 2 * SECOND)).isFalse();
    assertThat(ticket.waitUntilNanos()).isEqualTo(until + SECOND);
    assertThat(line.firstDeadlineNanos()).isEqualTo(until + SECOND);
    line.assertValid();
    line.remove(ticket);
    assertThat(line.firstDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void doesNotExtendTheWaitOfOneThatLeft() {
    Ticket ticket = line.add(request("a", 1));
    line.remove(ticket);

    assertThat(line.extend(ticket, ticket.waitUntilNanos() + SECOND)).isFalse();
    assertThat(line.isEmpty()).isTrue();
  }

  @Test
  void namesTheOneThatExpiresFirst() {
    assertThat(line.firstToExpire()).isNull();
    Ticket patient = line.add(request("a", 1));
    Ticket other = line.add(request("a", 1));
    line.extend(patient, patient.waitUntilNanos() + 1);

    assertThat(line.firstToExpire()).isSameAs(other);
  }

  @Test
  void chargesNothingForOneThatLeftBefore() {
    Ticket ticket = line.add(request("a", 1));
    line.add(request("a", 1));
    line.add(request("b", 1));

    assertThat(line.remove(ticket)).isTrue();
    assertThat(line.serve(ticket, 0)).isFalse();
    assertThat(tenants(line.inOrder())).containsExactly("a", "b");
  }

  @Test
  void remembersABoundedNumberOfTenantsAndThoseWithMostService() {
    var small = new WaitingLine(2);
    small.charge(request("most", 9_000), 0);
    for (int i = 0; i < 100; i++) {
      small.charge(request("t" + i, 10), 0);
      small.assertValid();
    }
    small.add(request("new", 1));
    small.add(request("most", 1));
    small.charge(request("new", 8_000), 0);

    assertThat(tenants(small.inOrder())).containsExactly("new", "most");
  }

  @Test
  void countsPinsOfThoseThatWait() {
    var pod = new EndpointId("p");
    Ticket pinned = line.add(request("a", 1, 0, pod));
    line.add(request("a", 1));

    assertThat(line.pinnedTo(pod)).isEqualTo(1);
    assertThat(line.size(_ -> false)).isEqualTo(1);
    line.serve(pinned, 0);
    assertThat(line.pinnedTo(pod)).isZero();
    assertThat(line.size(_ -> false)).isEqualTo(1);
  }

  private Ticket serveFirst(long nowNanos) {
    Ticket ticket = line.inServiceOrder().next();
    line.serve(ticket, nowNanos);
    line.assertValid();
    return ticket;
  }

  private static List<String> tenants(List<Ticket> tickets) {
    return tickets.stream().map(ticket -> ticket.request().terms().tenant()).toList();
  }

  private static RoutingRequest request(String tenant, int tokens) {
    return request(tenant, Priority.DEFAULT, tokens);
  }

  private static RoutingRequest request(String tenant, Priority priority, int tokens) {
    var terms = new Terms(tenant, priority, true, 0, 30 * SECOND);
    return new RoutingRequest(null, prompt(tokens, 0), terms);
  }

  private static RoutingRequest request(
      String tenant, int tokens, long arrivedNanos, @Nullable EndpointId pin) {
    var terms = new Terms(tenant, Priority.DEFAULT, true, arrivedNanos, 30 * SECOND);
    return new RoutingRequest(null, prompt(tokens, 0), terms, Set.of(), pin);
  }

  private static Prompt prompt(int tokens, int outputTokensMax) {
    return new Prompt(tokens, outputTokensMax, PrefixChain.EMPTY, null, true);
  }
}
