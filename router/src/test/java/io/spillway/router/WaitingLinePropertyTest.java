package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random lines against a naive account of them. */
final class WaitingLinePropertyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final List<Priority> PRIORITIES = List.of(Priority.values());

  /** Two tenants that wait all the time differ by the largest charge at most, whatever they ask. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void keepsServicesOfTenantsThatWaitWithinOneRequest(long seed) {
    var random = new Random(seed);
    var line = new WaitingLine();
    var attained = new HashMap<String, Double>();
    int tenants = 2 + random.nextInt(5);
    long now = 0;
    double largest = 0;
    for (int tenant = 0; tenant < tenants; tenant++) {
      line.add(request(random, "t" + tenant, Priority.DEFAULT, now));
      attained.put("t" + tenant, 0.0);
    }
    for (int step = 0; step < 200; step++) {
      long passed = random.nextInt(4) * SECOND;
      now += passed;
      attained.replaceAll((_, service) -> service * Math.pow(0.5, passed / 60e9));
      String any = "t" + random.nextInt(tenants);
      line.add(request(random, any, Priority.DEFAULT, now));
      Ticket ticket = line.inServiceOrder().next();
      String tenant = ticket.request().terms().tenant();
      line.add(request(random, tenant, Priority.DEFAULT, now));
      line.serve(ticket, now);
      attained.merge(tenant, ticket.charge(), Double::sum);
      largest = Math.max(largest, ticket.charge());
      double most = attained.values().stream().mapToDouble(service -> service).max().orElseThrow();
      double least = attained.values().stream().mapToDouble(service -> service).min().orElseThrow();
      assertThat(most - least).isLessThanOrEqualTo(largest * (1 + 1e-6));
      line.assertValid();
    }
  }

  /**
   * A walk that serves some and passes over others serves as repeated looks for the first would.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void walksInTheOrderOfService(long seed) {
    var random = new Random(seed);
    var line = new WaitingLine();
    var oracle = new Oracle();
    long now = 0;
    for (int step = 0; step < 60; step++) {
      now += random.nextInt(20) * SECOND;
      switch (random.nextInt(7)) {
        case 0, 1, 2 -> {
          RoutingRequest request = request(random, now);
          oracle.add(line.add(request));
        }
        case 3 -> {
          RoutingRequest request = request(random, now);
          line.charge(request, now);
          oracle.charge(request, now);
        }
        case 4 -> oracle.settleOne(line, now);
        case 5 -> {
          if (!oracle.waiting.isEmpty()) {
            Ticket gone = oracle.waiting.remove(random.nextInt(oracle.waiting.size()));
            assertThat(line.remove(gone)).isTrue();
            assertThat(line.remove(gone)).isFalse();
          }
        }
        default -> walk(random, line, oracle, now);
      }
      line.assertValid();
      assertThat(line.size()).isEqualTo(oracle.waiting.size());
      assertThat(line.firstDeadlineNanos())
          .isEqualTo(
              oracle.waiting.stream()
                  .mapToLong(Ticket::waitUntilNanos)
                  .min()
                  .orElse(Long.MAX_VALUE));
    }
  }

  /** Positions are those at which requests are served when nothing else happens. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.router.Seeds#seeds")
  void foretellsPositions(long seed) {
    var random = new Random(seed);
    var line = new WaitingLine();
    int tenants = 1 + random.nextInt(4);
    for (int tenant = 0; tenant < tenants; tenant++) {
      int tokens = random.nextInt(10_000);
      RoutingRequest request = request("t" + tenant, Priority.DEFAULT, tokens, 0);
      for (int i = random.nextInt(3); i > 0; i--) {
        line.charge(request, 0);
      }
      for (int i = random.nextInt(6); i >= 0; i--) {
        line.add(request);
      }
    }
    var positions = new HashMap<Ticket, Integer>();
    for (Ticket ticket : line.inOrder()) {
      positions.put(ticket, line.position(ticket, 0));
    }
    for (int served = 0; !line.isEmpty(); served++) {
      Ticket ticket = line.inServiceOrder().next();
      line.serve(ticket, 0);
      assertThat(positions).containsEntry(ticket, served);
    }
  }

  private static void walk(Random random, WaitingLine line, Oracle oracle, long now) {
    var passedOver = new ArrayList<Ticket>();
    Iterator<Ticket> walk = line.inServiceOrder();
    for (int look = random.nextInt(15); look > 0 && walk.hasNext(); look--) {
      Ticket ticket = walk.next();
      assertThat(oracle.mayBeFirst(ticket, passedOver, now)).isTrue();
      switch (random.nextInt(3)) {
        case 0 -> passedOver.add(ticket);
        case 1 -> {
          line.remove(ticket);
          oracle.waiting.remove(ticket);
        }
        default -> {
          line.serve(ticket, now);
          oracle.waiting.remove(ticket);
          oracle.charge(ticket.request(), now);
        }
      }
    }
  }

  private static RoutingRequest request(Random random, long now) {
    Priority priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
    return request(random, "t" + random.nextInt(4), priority, now);
  }

  private static RoutingRequest request(Random random, String tenant, Priority priority, long now) {
    return request(tenant, priority, random.nextInt(20_000), now);
  }

  private static RoutingRequest request(String tenant, Priority priority, int tokens, long now) {
    var terms = new Terms(tenant, priority, true, now, now + 30 * SECOND + tokens);
    var prompt = new Prompt(tokens, 0, PrefixChain.EMPTY, null, true);
    return new RoutingRequest(null, prompt, terms, Set.of(), null);
  }

  /** The rules of the line, said as plainly and slowly as possible. */
  private static final class Oracle {
    private final List<Ticket> waiting = new ArrayList<>();
    private final Map<Account, Double> attained = new HashMap<>();
    private final Map<Account, Double> unsettled = new HashMap<>();
    private final ArrayDeque<Served> served = new ArrayDeque<>();
    private final Map<Account, Long> joined = new HashMap<>();
    private long joins;
    private long asOf;

    void add(Ticket ticket) {
      Account account = Account.of(ticket.request().terms());
      boolean waited = waiting.stream().anyMatch(account::owns);
      if (!waited) {
        joined.put(account, joins++);
        double least =
            waiting.stream()
                .map(other -> Account.of(other.request().terms()))
                .filter(other -> other.priority == account.priority)
                .mapToDouble(
                    other -> attained.getOrDefault(other, 0.0) - unsettled.getOrDefault(other, 0.0))
                .min()
                .orElse(0);
        attained.merge(account, least, Math::max);
      }
      waiting.add(ticket);
    }

    void charge(RoutingRequest request, long now) {
      decayTo(now);
      double tokens = AttainedService.expected(request.prompt());
      attained.merge(Account.of(request.terms()), tokens, Double::sum);
      unsettled.merge(Account.of(request.terms()), tokens, Double::sum);
      served.add(new Served(request, now));
    }

    /** The oldest is counted, as what was expected. */
    void settleOne(WaitingLine line, long now) {
      decayTo(now);
      if (!served.isEmpty()) {
        Served oldest = served.removeFirst();
        double charge = AttainedService.expected(oldest.request.prompt());
        line.correct(oldest.request, 0, oldest.nanos, now);
        double left = charge * Math.pow(0.5, (now - oldest.nanos) / 60e9);
        unsettled.merge(Account.of(oldest.request.terms()), -left, Double::sum);
      }
    }

    /** Of tenants that had the same, up to rounding, either may be first. */
    boolean mayBeFirst(Ticket ticket, List<Ticket> passedOver, long now) {
      Ticket first = first(passedOver, now);
      Account own = Account.of(ticket.request().terms());
      Account wanted = Account.of(first.request().terms());
      boolean firstOfOwn =
          waiting.stream()
              .filter(other -> own.owns(other) && !passedOver.contains(other))
              .allMatch(other -> ticket.number() <= other.number());
      double lead = attained.getOrDefault(own, 0.0) - attained.getOrDefault(wanted, 0.0);
      return firstOfOwn && own.priority == wanted.priority && Math.abs(lead) <= 1e-6;
    }

    private Ticket first(List<Ticket> passedOver, long now) {
      decayTo(now);
      return waiting.stream()
          .filter(ticket -> !passedOver.contains(ticket))
          .min((one, other) -> {
            Account a = Account.of(one.request().terms());
            Account b = Account.of(other.request().terms());
            if (a.equals(b)) {
              return Long.compare(one.number(), other.number());
            }
            if (a.priority != b.priority) {
              return a.priority.compareTo(b.priority);
            }
            double lead = attained.getOrDefault(a, 0.0) - attained.getOrDefault(b, 0.0);
            return Math.abs(lead) > 1e-6
                ? Double.compare(lead, 0)
                : Long.compare(joined.get(a), joined.get(b));
          })
          .orElseThrow();
    }

    private void decayTo(long now) {
      double share = Math.pow(0.5, (now - asOf) / 60e9);
      attained.replaceAll((_, service) -> service * share);
      unsettled.replaceAll((_, service) -> service * share);
      asOf = now;
    }
  }

  private record Served(RoutingRequest request, long nanos) {}

  private record Account(String tenant, Priority priority) {
    static Account of(Terms terms) {
      return new Account(terms.tenant(), terms.priority());
    }

    boolean owns(Ticket ticket) {
      return equals(of(ticket.request().terms()));
    }
  }
}
