package io.spillway.router;

import io.spillway.router.Flow.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The waiting requests of one class, in fairness between their tenants: of the tenants that wait,
 * the one with the least {@link AttainedService} in this class is served next.
 *
 * <p><b>Bound.</b> While two tenants both wait, and are charged for what they are served from here,
 * their services come to differ by at most the largest charge of one request; decay only brings
 * them nearer.
 *
 * <p>A tenant that comes back while others wait starts at the least service of those: what it did
 * not use while it had nothing to ask is no credit. What they are being served counts as nothing
 * then: it is charged by an estimate, and were that too high, they would get the rest back and all
 * be served before the one who came. Tenants that have nothing waiting are remembered up to a
 * bound, those with the least service forgotten first.
 */
final class FairQueue {
  private final int tenantsMax;
  private final Map<String, Flow> flows = new HashMap<>();
  private final TreeMap<Place, Flow> waiting = new TreeMap<>();
  private final TreeMap<Place, Flow> idle = new TreeMap<>();
  private long joins;
  private int size;

  /**
   * An empty queue.
   *
   * @param tenantsMax tenants that are remembered, besides those that wait
   */
  FairQueue(int tenantsMax) {
    this.tenantsMax = tenantsMax;
  }

  void add(Ticket ticket) {
    Flow flow = flow(ticket.request().terms().tenant());
    if (flow.tickets.isEmpty()) {
      idle.remove(flow.place);
      flow.place = new Place(joiningLevel(flow), joins++);
      waiting.put(flow.place, flow);
    }
    flow.add(ticket);
    size++;
    forget();
  }

  /** Takes one out without a charge; false when it was not here. */
  boolean remove(Ticket ticket) {
    Flow flow = flows.get(ticket.request().terms().tenant());
    if (flow == null || !flow.remove(ticket)) {
      return false;
    }
    size--;
    if (flow.tickets.isEmpty()) {
      waiting.remove(flow.place);
      idle.put(flow.place, flow);
      forget();
    }
    return true;
  }

  /** Adds what a tenant is about to be served, as far as that can be foretold. */
  void charge(String tenant, double tokens, long nowNanos) {
    Flow flow = move(tenant, tokens, nowNanos);
    flow.unsettled = AttainedService.plus(flow.unsettled, tokens, nowNanos);
  }

  /**
   * Settles a charge.
   *
   * @param charged what is left of it
   * @param correction tokens that the tenant had more, or less, than it was charged for
   */
  void settle(String tenant, double charged, double correction, long nowNanos) {
    Flow flow = move(tenant, correction, nowNanos);
    flow.unsettled = AttainedService.plus(flow.unsettled, -charged, nowNanos);
  }

  int size() {
    return size;
  }

  /** Tenants whose requests wait. */
  int tenants() {
    return waiting.size();
  }

  /** The first flow that waits behind a place; null when none does. Null as argument: the first. */
  @Nullable Flow after(@Nullable Place place) {
    Map.Entry<Place, Flow> next = place == null ? waiting.firstEntry() : waiting.higherEntry(place);
    return next == null ? null : next.getValue();
  }

  /**
   * How many of this class stand before a waiting request if each is served in its turn; others'
   * requests count with their tenant's mean charge.
   */
  int before(Ticket ticket, long nowNanos) {
    Flow flow = flows.get(ticket.request().terms().tenant());
    if (flow == null || !flow.tickets.contains(ticket)) {
      return before(ticket.request().terms().tenant(), nowNanos);
    }
    int rank =
        ticket == flow.tickets.last()
            ? flow.tickets.size() - 1
            : flow.tickets.headSet(ticket).size();
    return before(flow, flow.place, rank, nowNanos);
  }

  /** How many of this class would stand before a tenant's next request. */
  int before(String tenant, long nowNanos) {
    Flow flow = flows.get(tenant);
    if (flow != null && !flow.tickets.isEmpty()) {
      return before(flow, flow.place, flow.tickets.size(), nowNanos);
    }
    return before(flow, new Place(joiningLevel(flow), joins), 0, nowNanos);
  }

  private int before(@Nullable Flow own, Place place, int rank, long nowNanos) {
    double turn = AttainedService.tokens(place.level(), nowNanos);
    turn += own == null || rank == 0 ? 0 : rank * own.meanCharge();
    int before = rank;
    for (Map.Entry<Place, Flow> entry : waiting.entrySet()) {
      Flow other = entry.getValue();
      double lead = turn - AttainedService.tokens(entry.getKey().level(), nowNanos);
      if (lead < 0) {
        break;
      }
      if (other != own) {
        double turns = lead / other.meanCharge();
        boolean firstOfEquals = other.place.joined() < place.joined();
        before +=
            (int)
                Math.min(
                    other.tickets.size(), firstOfEquals ? Math.floor(turns) + 1 : Math.ceil(turns));
      }
    }
    return before;
  }

  /** Checks the orders and the counts against each other; for tests. */
  void assertValid() {
    int counted = 0;
    for (Flow flow : flows.values()) {
      counted += flow.tickets.size();
      TreeMap<Place, Flow> order = flow.tickets.isEmpty() ? idle : waiting;
      if (order.get(flow.place) != flow) {
        throw new AssertionError(flow.tenant + " is not where it should be");
      }
    }
    if (counted != size || waiting.size() + idle.size() != flows.size()) {
      throw new AssertionError("%d tickets of %d".formatted(counted, size));
    }
    if (idle.size() > tenantsMax) {
      throw new AssertionError(idle.size() + " tenants remembered of " + tenantsMax);
    }
  }

  private Flow move(String tenant, double tokens, long nowNanos) {
    Flow flow = flow(tenant);
    TreeMap<Place, Flow> order = flow.tickets.isEmpty() ? idle : waiting;
    order.remove(flow.place);
    double level = AttainedService.plus(flow.place.level(), tokens, nowNanos);
    flow.place = new Place(level, flow.place.joined());
    order.put(flow.place, flow);
    forget();
    return flow;
  }

  private Flow flow(String tenant) {
    Flow flow = flows.get(tenant);
    if (flow == null) {
      flow = new Flow(tenant, new Place(AttainedService.NONE, joins++));
      flows.put(tenant, flow);
      idle.put(flow.place, flow);
    }
    return flow;
  }

  private double joiningLevel(@Nullable Flow flow) {
    double own = flow == null ? AttainedService.NONE : flow.place.level();
    double least = Double.POSITIVE_INFINITY;
    for (Flow other : waiting.values()) {
      least = Math.min(least, other.settled());
    }
    return waiting.isEmpty() ? own : Math.max(own, least);
  }

  private void forget() {
    while (idle.size() > tenantsMax) {
      flows.remove(idle.pollFirstEntry().getValue().tenant);
    }
  }
}
