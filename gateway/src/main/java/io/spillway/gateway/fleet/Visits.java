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

/**
 * One model's visits: requests that reach an endpoint without taking a slot, because they are no
 * work for its GPU.
 *
 * <p>Those that any pod can answer go to the pod with the fewest of them under way, in turn among
 * equals. Those that only one endpoint can answer are counted on their own, and streams among them
 * again, so that no kind keeps another out. Each is bounded for each endpoint. Streams stay for as
 * long as a client likes, so a tenant has as many at most as are still free: whoever comes next
 * finds room. Safe for use by many threads.
 *
 * <p>Tries again have a budget that is not the pool's. Were it shared, visits of a client that
 * counts the tokens of all it sends would use up the retries of requests that generate; and did
 * visits count as requests of the pool, they would buy it retries that are far dearer than they.
 */
final class Visits {
  /** Visits under way on one pod that any pod could answer: each costs the engine's CPU. */
  static final int ANY_MAX = 64;

  /** Visits under way on one endpoint that only it can answer, and that are no streams. */
  static final int BOUND_MAX = 256;

  /** Streams under way on one endpoint that only it can give. */
  static final int STREAMS_MAX = 256;

  /** Somewhere to go. */
  record Place(EndpointId endpoint, Tier tier, Address address) {}

  private record Share(EndpointId endpoint, String tenant) {}

  private final Counts<EndpointId> any = new Counts<>();
  private final Counts<EndpointId> bound = new Counts<>();
  private final Counts<EndpointId> streams = new Counts<>();
  private final Counts<Share> shares = new Counts<>();
  private final RetryBudget retries = new RetryBudget();
  private List<Place> admitting = List.of();
  private int turn;

  /** Takes the fleet as it is now. */
  synchronized void fleet(List<EndpointView> views, Map<EndpointId, Address> where) {
    var next = new ArrayList<Place>();
    for (EndpointView view : views) {
      Address address = where.get(view.id());
      if (view.admits() && address != null) {
        next.add(new Place(view.id(), Tier.SELF_HOSTED, address));
      }
    }
    admitting = List.copyOf(next);
  }

  /** Goes to a pod that admits and was not tried. */
  synchronized VisitDecision toAny(Set<EndpointId> tried, long nowNanos) {
    if (tried.isEmpty()) {
      retries.request(nowNanos);
    }
    Place chosen = null;
    int fewest = ANY_MAX;
    boolean found = false;
    turn = admitting.isEmpty() ? 0 : (turn + 1) % admitting.size();
    for (int i = 0; i < admitting.size(); i++) {
      Place pod = admitting.get((turn + i) % admitting.size());
      if (!tried.contains(pod.endpoint())) {
        found = true;
        if (any.of(pod.endpoint()) < fewest) {
          fewest = any.of(pod.endpoint());
          chosen = pod;
        }
      }
    }
    if (chosen == null) {
      return found ? new VisitDecision.Full() : new VisitDecision.Nowhere();
    }
    return enter(chosen, any);
  }

  /** Takes one try again from the budget. */
  synchronized boolean tryAgain(long nowNanos) {
    return retries.tryAcquire(nowNanos);
  }

  /** Goes to that very place. */
  synchronized VisitDecision to(Place place, Visitor visitor) {
    if (visitor.stream()) {
      return follow(place, new Share(place.endpoint(), visitor.tenant()));
    }
    return bound.of(place.endpoint()) < BOUND_MAX ? enter(place, bound) : new VisitDecision.Full();
  }

  private VisitDecision follow(Place place, Share share) {
    if (shares.of(share) >= STREAMS_MAX - streams.of(place.endpoint())) {
      return new VisitDecision.Full();
    }
    shares.enter(share);
    VisitDecision.At at = enter(place, streams);
    return at(
        place,
        () -> {
          at.leave().run();
          leave(shares, share);
        });
  }

  private VisitDecision.At enter(Place place, Counts<EndpointId> counts) {
    counts.enter(place.endpoint());
    return at(place, () -> leave(counts, place.endpoint()));
  }

  private static VisitDecision.At at(Place place, Runnable leave) {
    return new VisitDecision.At(place.endpoint(), place.tier(), place.address(), leave);
  }

  private synchronized <K> void leave(Counts<K> counts, K key) {
    counts.leave(key);
  }

  /** Visits under way for each key that has any. */
  private static final class Counts<K> {
    private final Map<K, Integer> underWay = new HashMap<>();

    void enter(K key) {
      underWay.merge(key, 1, Integer::sum);
    }

    void leave(K key) {
      underWay.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }

    int of(K key) {
      return underWay.getOrDefault(key, 0);
    }
  }
}
