package io.spillway.gateway.fleet;

import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import io.spillway.router.RetryBudget;
import io.spillway.router.Tier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One model's visits: requests that reach an endpoint without taking a slot, because they are no
 * work for its GPU.
 *
 * <p>Those that any pod can answer go to the pod with the fewest of them under way, in turn among
 * equals. Those that only one endpoint can answer are counted on their own, so that neither kind
 * keeps the other out. Both are bounded for each endpoint. Safe for use by many threads.
 *
 * <p>Tries again have a budget that is not the pool's. Were it shared, visits of a client that
 * counts the tokens of all it sends would use up the retries of requests that generate; and did
 * visits count as requests of the pool, they would buy it retries that each cost a thousand times
 * more than they do.
 */
final class Visits {
  /** Visits under way on one pod that any pod could answer: each costs the engine's CPU. */
  static final int ANY_MAX = 64;

  /** Visits under way on one endpoint that only it can answer: some are streams, and stay long. */
  static final int BOUND_MAX = 256;

  private record Pod(EndpointId id, Address address) {}

  private final Counts any = new Counts(ANY_MAX);
  private final Counts bound = new Counts(BOUND_MAX);
  private final RetryBudget retries = new RetryBudget();
  private List<Pod> admitting = List.of();
  private int turn;

  /** Takes the fleet as it is now. */
  synchronized void fleet(List<EndpointView> views, Map<EndpointId, Address> where) {
    var next = new ArrayList<Pod>();
    for (EndpointView view : views) {
      Address address = where.get(view.id());
      if (view.admits() && address != null) {
        next.add(new Pod(view.id(), address));
      }
    }
    admitting = List.copyOf(next);
  }

  /** Goes to a pod that admits and was not tried. */
  synchronized VisitDecision toAny(Set<EndpointId> tried, long nowNanos) {
    if (tried.isEmpty()) {
      retries.request(nowNanos);
    }
    Pod chosen = null;
    boolean found = false;
    turn = admitting.isEmpty() ? 0 : (turn + 1) % admitting.size();
    for (int i = 0; i < admitting.size(); i++) {
      Pod pod = admitting.get((turn + i) % admitting.size());
      if (!tried.contains(pod.id())) {
        found = true;
        chosen = any.fewer(pod, chosen);
      }
    }
    if (chosen == null) {
      return found ? new VisitDecision.Full() : new VisitDecision.Nowhere();
    }
    return enter(any, chosen, Tier.SELF_HOSTED);
  }

  /** Takes one try again from the budget. */
  synchronized boolean tryAgain(long nowNanos) {
    return retries.tryAcquire(nowNanos);
  }

  /** Goes to that very endpoint. */
  synchronized VisitDecision to(EndpointId endpoint, Tier tier, Address address) {
    var chosen = new Pod(endpoint, address);
    return bound.room(endpoint) ? enter(bound, chosen, tier) : new VisitDecision.Full();
  }

  private VisitDecision enter(Counts counts, Pod chosen, Tier tier) {
    counts.enter(chosen.id());
    return new VisitDecision.At(
        chosen.id(), tier, chosen.address(), () -> leave(counts, chosen.id()));
  }

  private synchronized void leave(Counts counts, EndpointId endpoint) {
    counts.leave(endpoint);
  }

  /** Visits under way for each endpoint that has any. */
  private static final class Counts {
    private final int max;
    private final Map<EndpointId, Integer> underWay = new HashMap<>();

    Counts(int max) {
      this.max = max;
    }

    boolean room(EndpointId endpoint) {
      return of(endpoint) < max;
    }

    /** The one with fewer visits, if it has room; the second when both have as many. */
    @Nullable Pod fewer(Pod pod, @Nullable Pod best) {
      int most = best == null ? max : of(best.id());
      return of(pod.id()) < most ? pod : best;
    }

    void enter(EndpointId endpoint) {
      underWay.merge(endpoint, 1, Integer::sum);
    }

    void leave(EndpointId endpoint) {
      underWay.computeIfPresent(endpoint, (_, count) -> count == 1 ? null : count - 1);
    }

    private int of(EndpointId endpoint) {
      return underWay.getOrDefault(endpoint, 0);
    }
  }
}
