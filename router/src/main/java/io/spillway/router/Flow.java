package io.spillway.router;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One tenant in one class of a line: what it has waiting, first come first, and its place. */
final class Flow {
  private static final Comparator<Ticket> FIRST_COME =
      Comparator.<Ticket>comparingLong(ticket -> ticket.request().terms().arrivedNanos())
          .thenComparingLong(Ticket::number);

  /**
   * A flow's place among flows: the least served is first, of equals the one that joined first.
   *
   * @param level the {@link AttainedService} of its tenant in this class
   */
  record Place(double level, long joined) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byLevel = Double.compare(level, other.level);
      return byLevel != 0 ? byLevel : Long.compare(joined, other.joined);
    }
  }

  final String tenant;
  final TreeSet<Ticket> tickets = new TreeSet<>(FIRST_COME);

  /** Changed by the queue alone, which keeps flows in the order of it. */
  Place place;

  /** The part of its level that is expected, not counted: of requests that are being served. */
  double unsettled = AttainedService.NONE;

  private double charges;

  Flow(String tenant, Place place) {
    this.tenant = tenant;
    this.place = place;
  }

  void add(Ticket ticket) {
    tickets.add(ticket);
    charges += ticket.charge();
  }

  /** The level of what was counted. */
  double settled() {
    return AttainedService.minus(place.level(), unsettled);
  }

  /** Takes one out; false when it was not there. */
  boolean remove(Ticket ticket) {
    boolean waited = tickets.remove(ticket);
    charges -= waited ? ticket.charge() : 0;
    return waited;
  }

  /**
   * The one that stands behind {@code ticket}, which may have left; null as argument: the first.
   */
  @Nullable Ticket after(@Nullable Ticket ticket) {
    if (ticket != null) {
      return tickets.higher(ticket);
    }
    return tickets.isEmpty() ? null : tickets.first();
  }

  /** What one of those that wait is charged, on average; NaN when none waits. */
  double meanCharge() {
    return charges / tickets.size();
  }
}
