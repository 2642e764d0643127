package io.spillway.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a place, in the order in which they are to be served and in the order
 * in which they expire.
 *
 * <p><b>Order of service.</b> A more urgent {@link Priority} always goes first; what is less urgent
 * may wait until it expires, which is what its sender accepted. Within a class tenants are served
 * fairly ({@link FairQueue}). Within a tenant the request that came first goes first: a tenant's
 * requests mostly wait equally long, so that the earliest deadline is the first to come anyway, and
 * where they do not, the patient ones would be held back by every newcomer in a hurry. A request
 * that waits again (its pod failed, or it was put back) keeps the time at which it came.
 *
 * <p><b>Charges.</b> A tenant's service is charged when a request is {@link #serve served} from
 * here and when it is placed without waiting ({@link #charge}); both charge what is expected of its
 * prompt. {@link #correct} follows when the engine has counted.
 *
 * <p><b>Deadlines</b> are the tickets' own: a request's waiting may be {@link #extend extended}
 * once.
 */
final class WaitingLine {
  private static final int TENANTS_MAX = 10_000;

  /** One for each priority, the most urgent first. */
  private final EnumMap<Priority, FairQueue> classes = new EnumMap<>(Priority.class);

  private final TreeSet<Ticket> byDeadline =
      new TreeSet<>(
          Comparator.comparingLong(Ticket::waitUntilNanos).thenComparingLong(Ticket::number));
  private final Map<EndpointId, Integer> pinned = new HashMap<>();
  private int pinnedCount;
  private long nextNumber;

  WaitingLine() {
    this(TENANTS_MAX);
  }

  /** A line that remembers so many tenants of each class that have nothing waiting. */
  WaitingLine(int tenantsMax) {
    for (Priority priority : Priority.values()) {
      classes.put(priority, new FairQueue(tenantsMax));
    }
  }

  Ticket add(RoutingRequest request) {
    var ticket = new Ticket(nextNumber++, request);
    classOf(request).add(ticket);
    byDeadline.add(ticket);
    if (request.pin() != null) {
      pinned.merge(request.pin(), 1, Integer::sum);
      pinnedCount++;
    }
    return ticket;
  }

  /** Takes one out that was not served from here; false when it had left before. */
  boolean remove(Ticket ticket) {
    boolean waited = classOf(ticket.request()).remove(ticket);
    if (waited) {
      byDeadline.remove(ticket);
      if (ticket.request().pin() != null) {
        pinnedCount--;
        pinned.computeIfPresent(
            ticket.request().pin(), (_, count) -> count == 1 ? null : count - 1);
      }
    }
    return waited;
  }

  /** Takes one out and charges its tenant; false when it had left before, without a charge. */
  boolean serve(Ticket ticket, long nowNanos) {
    boolean waited = remove(ticket);
    if (waited) {
      charge(ticket.request(), nowNanos);
    }
    return waited;
  }

  /** Charges the tenant of a request that is placed, with what is expected of its prompt. */
  void charge(RoutingRequest request, long nowNanos) {
    classOf(request)
        .charge(request.terms().tenant(), AttainedService.expected(request.prompt()), nowNanos);
  }

  /**
   * Settles an earlier charge.
   *
   * @param tokens service that the request had beyond it; 0 when nothing was counted; negative when
   *     it had less, of which what has not decayed since {@code chargedNanos} is given back
   */
  void correct(RoutingRequest request, double tokens, long chargedNanos, long nowNanos) {
    double left = AttainedService.left(chargedNanos, nowNanos);
    classOf(request)
        .settle(
            request.terms().tenant(),
            left * AttainedService.expected(request.prompt()),
            tokens < 0 ? left * tokens : tokens,
            nowNanos);
  }

  /**
   * Lets one wait longer, once: for a request that waited for the first pod and would expire as
   * that comes. False, and nothing changes, when it has left, was extended before, or would not
   * gain.
   */
  boolean extend(Ticket ticket, long newWaitUntilNanos) {
    if (ticket.extended()
        || newWaitUntilNanos <= ticket.waitUntilNanos()
        || !byDeadline.remove(ticket)) {
      return false;
    }
    ticket.extend(newWaitUntilNanos);
    byDeadline.add(ticket);
    return true;
  }

  /** How many wait for one endpoint and no other. */
  int pinnedTo(EndpointId endpoint) {
    return pinned.getOrDefault(endpoint, 0);
  }

  /** How many wait that are pinned to no endpoint. */
  int unpinned() {
    return size() - pinnedCount;
  }

  /** How many wait that are pinned to no endpoint, or to one that {@code counts}. */
  int size(Predicate<EndpointId> counts) {
    int size = size();
    for (var entry : pinned.entrySet()) {
      size -= counts.test(entry.getKey()) ? 0 : entry.getValue();
    }
    return size;
  }

  /** A walk over them in the order of service; see {@link ServiceOrder} for what it allows. */
  Iterator<Ticket> inServiceOrder() {
    return new ServiceOrder(classes.values());
  }

  /** All of them as they are now, in the order of service: a copy. */
  List<Ticket> inOrder() {
    var all = new ArrayList<Ticket>(size());
    inServiceOrder().forEachRemaining(all::add);
    return all;
  }

  /** How many are to be served before one that waits; those of other tenants by their mean. */
  int position(Ticket ticket, long nowNanos) {
    return moreUrgentThan(ticket.request()) + classOf(ticket.request()).before(ticket, nowNanos);
  }

  /** How many would be served before a request that joined now. */
  int ahead(RoutingRequest request, long nowNanos) {
    return moreUrgentThan(request) + classOf(request).before(request.terms().tenant(), nowNanos);
  }

  int size() {
    return byDeadline.size();
  }

  boolean isEmpty() {
    return byDeadline.isEmpty();
  }

  /** The one that expires first; null when none waits. */
  @Nullable Ticket firstToExpire() {
    return byDeadline.isEmpty() ? null : byDeadline.first();
  }

  /** When the first of them expires; {@code Long.MAX_VALUE} when none waits. */
  long firstDeadlineNanos() {
    return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().waitUntilNanos();
  }

  /** The line at this moment. */
  PoolSnapshot.Line snapshot() {
    var sizes = new ArrayList<PoolSnapshot.Line.Waiting>(classes.size());
    classes.forEach((priority, queue) ->
        sizes.add(new PoolSnapshot.Line.Waiting(priority, queue.size(), queue.tenants())));
    return new PoolSnapshot.Line(sizes, firstDeadlineNanos());
  }

  /** Checks that all orders hold the same, and the counts; for tests. */
  void assertValid() {
    var counted = new HashMap<EndpointId, Integer>();
    for (Ticket ticket : byDeadline) {
      if (ticket.request().pin() != null) {
        counted.merge(ticket.request().pin(), 1, Integer::sum);
      }
    }
    int count = counted.values().stream().mapToInt(Integer::intValue).sum();
    if (!counted.equals(pinned) || count != pinnedCount) {
      throw new AssertionError("pinned: " + counted + ", counted as " + pinned);
    }
    int size = 0;
    for (FairQueue queue : classes.values()) {
      queue.assertValid();
      size += queue.size();
    }
    if (size != byDeadline.size()) {
      throw new AssertionError(size + " by class, " + byDeadline.size() + " by deadline");
    }
  }

  private FairQueue classOf(RoutingRequest request) {
    return Objects.requireNonNull(classes.get(request.terms().priority()));
  }

  private int moreUrgentThan(RoutingRequest request) {
    int size = 0;
    for (var entry : classes.entrySet()) {
      size +=
          entry.getKey().compareTo(request.terms().priority()) < 0 ? entry.getValue().size() : 0;
    }
    return size;
  }
}
