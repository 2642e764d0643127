package io.spillway.router;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The requests that wait for a place, in the order they came and in the order they expire. */
final class WaitingLine {
  private final TreeSet<Ticket> byArrival = new TreeSet<>(Comparator.comparingLong(Ticket::number));
  private final TreeSet<Ticket> byDeadline =
      new TreeSet<>(
          Comparator.<Ticket>comparingLong(ticket -> ticket.request().terms().waitUntilNanos())
              .thenComparingLong(Ticket::number));
  private final Map<EndpointId, Integer> pinned = new HashMap<>();
  private long nextNumber;

  Ticket add(RoutingRequest request) {
    var ticket = new Ticket(nextNumber++, request);
    byArrival.add(ticket);
    byDeadline.add(ticket);
    if (request.pin() != null) {
      pinned.merge(request.pin(), 1, Integer::sum);
    }
    return ticket;
  }

  /** Takes one out; false when it had left before. */
  boolean remove(Ticket ticket) {
    boolean waited = byArrival.remove(ticket);
    byDeadline.remove(ticket);
    if (waited && ticket.request().pin() != null) {
      pinned.computeIfPresent(ticket.request().pin(), (_, count) -> count == 1 ? null : count - 1);
    }
    return waited;
  }

  /** How many wait for one endpoint and no other. */
  int pinnedTo(EndpointId endpoint) {
    return pinned.getOrDefault(endpoint, 0);
  }

  /** How many wait that are pinned to no endpoint, or to one that {@code counts}. */
  int size(Predicate<EndpointId> counts) {
    int size = byArrival.size();
    for (var entry : pinned.entrySet()) {
      size -= counts.test(entry.getKey()) ? 0 : entry.getValue();
    }
    return size;
  }

  /** All of them, oldest first, as they are now. */
  List<Ticket> inOrder() {
    return List.copyOf(byArrival);
  }

  int size() {
    return byArrival.size();
  }

  boolean isEmpty() {
    return byArrival.isEmpty();
  }

  /** When the first of them expires; {@code Long.MAX_VALUE} when none waits. */
  long firstDeadlineNanos() {
    return byDeadline.isEmpty()
        ? Long.MAX_VALUE
        : byDeadline.first().request().terms().waitUntilNanos();
  }

  /** Checks that both orders hold the same, and the counts; for tests. */
  void assertValid() {
    var counted = new HashMap<EndpointId, Integer>();
    for (Ticket ticket : byArrival) {
      if (ticket.request().pin() != null) {
        counted.merge(ticket.request().pin(), 1, Integer::sum);
      }
    }
    if (!counted.equals(pinned)) {
      throw new AssertionError("pinned: " + counted + ", counted as " + pinned);
    }
    if (byArrival.size() != byDeadline.size()) {
      throw new AssertionError(byArrival.size() + " by arrival, " + byDeadline.size());
    }
  }
}
