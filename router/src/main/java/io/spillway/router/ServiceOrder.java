package io.spillway.router;

import io.spillway.router.Flow.Place;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk over waiting requests in the order in which they are to be served. It costs as much as it
 * is used: nothing is copied, a step takes time in the logarithm of the tenants.
 *
 * <p>The request just returned may be removed or served before the next one is asked for, and what
 * its tenant was charged counts at once. One that is left standing was passed over: its tenant's
 * next one follows, for its tenant was not served. A tenant of which {@value #PATIENCE} were passed
 * over yields to the others of its class until as many of theirs were, so that requests which
 * nothing can serve now do not keep all others from being looked at.
 *
 * <p>Anything else that changes while a walk goes on (a charge to another tenant, a request that
 * joins) may be seen or not, but none is returned twice and none that has left, provided that
 * nothing changes between {@link #hasNext} and {@link #next}.
 */
final class ServiceOrder implements Iterator<Ticket> {
  private static final int PATIENCE = 16;
  private static final Comparator<Seen> NEXT =
      Comparator.comparingInt(Seen::round).thenComparing(seen -> seen.flow.place);

  private final Iterator<FairQueue> classes;
  private final PriorityQueue<Seen> standing = new PriorityQueue<>(NEXT);
  private final Set<Flow> seen = new HashSet<>();
  private @Nullable FairQueue queue;

  /** The last place up to which flows were taken from the queue. */
  private @Nullable Place frontier;

  private @Nullable Seen last;
  private @Nullable Ticket next;

  /** A walk over classes, the most urgent first. */
  ServiceOrder(Iterable<FairQueue> classes) {
    this.classes = classes.iterator();
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = find();
    }
    return next != null;
  }

  @Override
  public Ticket next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Ticket ticket = next;
    next = null;
    return ticket;
  }

  private @Nullable Ticket find() {
    returnLast();
    while (true) {
      Seen flow = queue == null ? null : nextFlow(queue);
      if (flow != null) {
        Ticket ticket = flow.advance();
        if (ticket != null) {
          last = flow;
          return ticket;
        }
      } else if (classes.hasNext()) {
        queue = classes.next();
        frontier = null;
      } else {
        return null;
      }
    }
  }

  private void returnLast() {
    if (last != null) {
      last.settle();
      standing.add(last);
      last = null;
    }
  }

  /** The next flow of a class: of those seen before, or the first one that was not. */
  private @Nullable Seen nextFlow(FairQueue from) {
    Flow fresh = from.after(frontier);
    while (fresh != null && seen.contains(fresh)) {
      frontier = fresh.place;
      fresh = from.after(frontier);
    }
    Seen first = standing.peek();
    if (fresh == null
        || (first != null && first.round() == 0 && first.flow.place.compareTo(fresh.place) < 0)) {
      return standing.poll();
    }
    frontier = fresh.place;
    seen.add(fresh);
    return new Seen(fresh);
  }

  /** A flow of which the walk has returned a part. */
  private static final class Seen {
    private final Flow flow;
    private @Nullable Ticket returned;
    private int passedOver;

    Seen(Flow flow) {
      this.flow = flow;
    }

    int round() {
      return passedOver / PATIENCE;
    }

    @Nullable Ticket advance() {
      returned = flow.after(returned);
      return returned;
    }

    /** Counts what was returned last as passed over if it still stands. */
    void settle() {
      passedOver += returned != null && flow.tickets.contains(returned) ? 1 : 0;
    }
  }
}
