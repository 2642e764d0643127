package io.spillway.router;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The requests that wait for a place, in the order they came and in the order they expire. */
final class WaitingLine {
  private final TreeSet<Ticket> byArrival = new TreeSet<>(Comparator.comparingLong(Ticket::number));
  private final TreeSet<Ticket> byDeadline =
      new TreeSet<>(
          Comparator.<Ticket>comparingLong(ticket -> ticket.request().waitUntilNanos())
              .thenComparingLong(Ticket::number));
  private long nextNumber;

  Ticket add(RoutingRequest request) {
    var ticket = new Ticket(nextNumber++, request);
    byArrival.add(ticket);
    byDeadline.add(ticket);
    return ticket;
  }

  /** Takes one out; false when it had left before. */
  boolean remove(Ticket ticket) {
    byDeadline.remove(ticket);
    return byArrival.remove(ticket);
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
    return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().request().waitUntilNanos();
  }

  /** Checks that both orders hold the same; for tests. */
  void assertValid() {
    if (byArrival.size() != byDeadline.size()) {
      throw new AssertionError(byArrival.size() + " by arrival, " + byDeadline.size());
    }
  }
}
