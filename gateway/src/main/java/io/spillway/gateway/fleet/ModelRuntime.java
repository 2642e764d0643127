package io.spillway.gateway.fleet;

import io.spillway.gateway.config.ModelConfig;
import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import io.spillway.router.EngineLoad;
import io.spillway.router.KeyedHash;
import io.spillway.router.Placement;
import io.spillway.router.Pool;
import io.spillway.router.PoolSnapshot;
import io.spillway.router.Priority;
import io.spillway.router.Resumption;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Slot;
import io.spillway.router.SlotEnd;
import io.spillway.router.TargetView;
import io.spillway.router.Ticker;
import io.spillway.router.Ticket;
import io.spillway.router.Tier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One model's pool behind its lock, with the requests that wait for it and the targets it may spill
 * to.
 *
 * <p>Callable from any thread. The lock is held for a decision and for taking the place that was
 * decided on, never while a waiting request is resumed. A target's own lock is taken within it,
 * never the other way round.
 */
public final class ModelRuntime {
  /** While requests wait, time alone may change a decision: an objective passes, a target cools. */
  private static final long RECONSIDER_NANOS = 100_000_000L;

  private final Ticker ticker;
  private final Pool pool;
  private final Map<Ticket, Waiter> waiting = new HashMap<>();

  /** The bulk requests that would give their pod's slot back, and have no token yet. */
  private final Map<Slot, Waiter> preemptible = new HashMap<>();

  private final Visits visits = new Visits();
  private final EndpointNames names = new EndpointNames();
  private final Alarm alarm;
  private volatile ModelConfig config;
  private volatile List<Target> targets = List.of();
  private volatile Map<EndpointId, Address> addresses = Map.of();

  /**
   * A model without pods.
   *
   * @param wakeups by which it is woken to decide again
   */
  public ModelRuntime(ModelConfig config, KeyedHash hash, Ticker ticker, Wakeups wakeups) {
    this.config = config;
    this.ticker = ticker;
    this.pool = new Pool(PoolLimits.of(config), hash);
    this.alarm = new Alarm(nanos -> wakeups.after(nanos, this::wake));
    this.targets = targets(config, List.of());
  }

  /** Takes a new configuration; requests already placed keep their places. */
  public void configure(ModelConfig next) {
    config = next;
    targets = targets(next, targets);
    synchronized (pool) {
      pool.configure(PoolLimits.of(next), ticker.nanos());
    }
    reconsider();
  }

  /** Takes the fleet as it is now. */
  public void fleet(List<EndpointView> views, Map<EndpointId, Address> where) {
    addresses = Map.copyOf(where);
    visits.fleet(views, where);
    synchronized (pool) {
      pool.fleet(views, ticker.nanos());
    }
    reconsider();
  }

  /** Decides where a request goes; when it must wait, {@code waiter} is told later. */
  public Decision place(RoutingRequest request, Waiter waiter) {
    long now = ticker.nanos();
    long wakeAt;
    Placement placement;
    Decision decision;
    synchronized (pool) {
      List<Target> offered = targets;
      placement = pool.place(request, views(offered, now), now);
      decision = decision(placement, offered, now);
      remember(decision, request, waiter);
      wakeAt = wakeAt(now);
    }
    alarm.at(wakeAt, now);
    if (placement instanceof Placement.Queue queue && queue.preempted() != null) {
      preempt(queue.preempted());
    }
    return decision;
  }

  /** The same request when only a target may have it; null when there is none for it. */
  public @Nullable RoutingRequest outside(RoutingRequest request) {
    boolean possible =
        request.terms().overflowAllowed()
            && targets.stream().anyMatch(target -> !request.tried().contains(target.id()));
    return possible ? request.afterFailureOf(addresses.keySet()) : null;
  }

  /** Who is told later: the request that waits, or one that may be put back. Under the lock. */
  private void remember(Decision decision, RoutingRequest request, Waiter waiter) {
    if (decision instanceof Decision.Waits waits) {
      waiting.put(waits.ticket(), waiter);
    } else if (decision instanceof Decision.OnPod pod
        && request.terms().priority() == Priority.BULK) {
      if (waiter.yields()) {
        preemptible.put(pod.slot(), waiter);
      } else {
        pool.keeps(pod.slot());
      }
    }
  }

  /**
   * Asks for a slot back. One that has its first token by now, or is back already, is not asked.
   */
  void preempt(Slot slot) {
    Waiter waiter;
    synchronized (pool) {
      waiter = preemptible.remove(slot);
    }
    if (waiter != null) {
      waiter.preempted(slot);
    }
  }

  /** The slots that may be asked for; for tests. */
  Set<Slot> preemptible() {
    synchronized (pool) {
      return Set.copyOf(preemptible.keySet());
    }
  }

  /** Takes a waiting request out. False when it was decided already: its waiter is told. */
  public boolean cancel(Ticket ticket) {
    synchronized (pool) {
      waiting.remove(ticket);
      return pool.cancel(ticket);
    }
  }

  /** Sends a request that takes no slot to one of the pods that admit and were not tried. */
  public VisitDecision visit(Set<EndpointId> tried) {
    return visits.toAny(tried, ticker.nanos());
  }

  /** Sends a request that takes no slot to that endpoint, a pod that does not admit included. */
  public VisitDecision visit(EndpointId endpoint, Visitor visitor) {
    Address pod = addresses.get(endpoint);
    if (pod != null) {
      return visits.to(new Visits.Place(endpoint, Tier.SELF_HOSTED, pod), visitor);
    }
    Target target = find(targets, endpoint);
    return target == null
        ? new VisitDecision.Nowhere()
        : visits.to(new Visits.Place(endpoint, Tier.OVERFLOW, target.address()), visitor);
  }

  /**
   * Gives a pod's slot back.
   *
   * @param end how the request ended
   * @return the request's share of the pod's price in dollars
   */
  public double release(Slot slot, SlotEnd end) {
    long now = ticker.nanos();
    double usd;
    Told told;
    synchronized (pool) {
      preemptible.remove(slot);
      usd = pool.release(slot, end, now);
      told = decideAgain(now);
    }
    tell(told, now);
    return usd;
  }

  /**
   * Takes what a pod's engine said of its load.
   *
   * @param askedNanos when it was asked
   */
  public void reported(EndpointId pod, EngineLoad load, long askedNanos) {
    changes(_ -> pool.reported(pod, load, askedNanos));
  }

  /** Gives a target's place back; the request's share of its workers' price in dollars. */
  public double release(Target target, Slot slot) {
    double usd = target.release(slot, ticker.nanos());
    reconsider();
    return usd;
  }

  /** Gives back what was taken for a request that had ended before it was told. */
  public void giveBack(Decision decision) {
    switch (decision) {
      case Decision.OnPod pod -> release(pod.slot(), SlotEnd.INCOMPLETE);
      case Decision.OnTarget target -> release(target.target(), target.slot());
      case Decision.Waits _, Decision.Refused _ -> {}
    }
  }

  /**
   * Learns of a target's first token.
   *
   * @param seconds from dispatch to the first token
   */
  public void firstToken(Target target, int promptTokens, double seconds) {
    target.firstToken(promptTokens, seconds, ticker.nanos());
  }

  /**
   * A target refused a request; {@code retryAfterSeconds} is 0 when it did not say when to come.
   */
  public void refused(Target target, int retryAfterSeconds) {
    synchronized (pool) {
      target.refused(retryAfterSeconds, ticker.nanos());
    }
  }

  /** Decides again on the requests that wait; those that are decided are told. */
  public void reconsider() {
    changes(_ -> {});
  }

  /** Lets the pool learn, and decides again on those that wait. */
  private void changes(LongConsumer learns) {
    long now = ticker.nanos();
    Told told;
    synchronized (pool) {
      learns.accept(now);
      told = decideAgain(now);
    }
    tell(told, now);
  }

  /** Who is to be told, and when to decide again. */
  private record Told(List<Runnable> calls, long wakeAt) {
    static final Told NOBODY = new Told(List.of(), Long.MAX_VALUE);
  }

  /** Decides again on those that wait, under the lock, so that none who comes is first. */
  private Told decideAgain(long now) {
    if (waiting.isEmpty()) {
      return Told.NOBODY;
    }
    List<Target> offered = targets;
    var calls = new ArrayList<Runnable>();
    for (Resumption resumption : pool.reconsider(views(offered, now), now)) {
      Waiter waiter = waiting.remove(resumption.ticket());
      if (waiter == null) {
        throw new IllegalStateException("a ticket without a waiter");
      }
      Decision decision = decision(resumption.placement(), offered, now);
      remember(decision, resumption.ticket().request(), waiter);
      calls.add(() -> waiter.resumed(decision));
    }
    return new Told(calls, wakeAt(now));
  }

  private void tell(Told told, long now) {
    alarm.at(told.wakeAt(), now);
    told.calls().forEach(Runnable::run);
  }

  private void wake() {
    if (alarm.rang(ticker.nanos())) {
      reconsider();
    }
  }

  /** Learns that a request on a pod has its first token. */
  public void firstToken(Slot slot) {
    changes(now -> {
      preemptible.remove(slot);
      pool.firstToken(slot, now);
    });
  }

  /** Learns that a pod has taken a request and goes on with it, though there is no token yet. */
  public void accepted(Slot slot) {
    changes(now -> pool.accepted(slot, now));
  }

  /** Takes one retry from the budget. */
  public boolean tryRetry() {
    synchronized (pool) {
      return pool.tryRetry(ticker.nanos());
    }
  }

  /** Takes one retry of a request that takes no slot from the budget of these. */
  public boolean tryVisitAgain() {
    return visits.tryAgain(ticker.nanos());
  }

  /** Dollars paid for idle pods since the last call. */
  public double takeIdleUsd() {
    synchronized (pool) {
      return pool.takeIdleUsd(ticker.nanos());
    }
  }

  /** The model at this moment. */
  public ModelSnapshot snapshot() {
    long now = ticker.nanos();
    PoolSnapshot snapshot;
    double wait;
    synchronized (pool) {
      snapshot = pool.snapshot(now);
      wait = pool.estimatedWaitSeconds();
    }
    var spills = targets.stream().map(target -> target.snapshot(now)).toList();
    return new ModelSnapshot(config.name(), snapshot, spills, wait);
  }

  /** What the configuration says of it. */
  public ModelConfig config() {
    return config;
  }

  /** The names of its pods: they outlive the keeper that assigns them. */
  EndpointNames names() {
    return names;
  }

  /** Where a pod is, or null when it is gone. */
  public @Nullable Address address(EndpointId id) {
    return addresses.get(id);
  }

  private long wakeAt(long now) {
    return waiting.isEmpty()
        ? Long.MAX_VALUE
        : Math.min(pool.nextWakeNanos(now), now + RECONSIDER_NANOS);
  }

  /** Takes the place on a target that was decided on. */
  private static Decision decision(Placement placement, List<Target> offered, long now) {
    return switch (placement) {
      case Placement.Dispatch dispatch ->
          new Decision.OnPod(
              dispatch.slot(), dispatch.reason(), dispatch.affinity(), dispatch.explanation());
      case Placement.Queue queue -> new Decision.Waits(queue.ticket(), queue.position());
      case Placement.Reject reject ->
          new Decision.Refused(reject.reason(), reject.retryAfterSeconds());
      case Placement.Overflow overflow -> {
        Target target = find(offered, overflow.target());
        Slot slot = target == null ? null : target.tryAcquire(now);
        if (target == null || slot == null) {
          throw new IllegalStateException(overflow.target() + " was chosen but has no room");
        }
        yield new Decision.OnTarget(
            target, slot, overflow.reason(), overflow.estimatedSeconds(), overflow.explanation());
      }
    };
  }

  private static @Nullable Target find(List<Target> targets, EndpointId id) {
    for (Target target : targets) {
      if (target.id().equals(id)) {
        return target;
      }
    }
    return null;
  }

  private static List<TargetView> views(List<Target> targets, long now) {
    if (targets.isEmpty()) {
      return List.of();
    }
    var views = new ArrayList<TargetView>(targets.size());
    for (Target target : targets) {
      views.add(target.view(now));
    }
    return views;
  }

  /** A target whose configuration did not change keeps what it has learned and what runs on it. */
  private List<Target> targets(ModelConfig next, List<Target> known) {
    var result = new ArrayList<Target>();
    for (var wanted : next.overflow()) {
      Target same =
          known.stream().filter(target -> target.config().equals(wanted)).findFirst().orElse(null);
      result.add(same != null ? same : new Target(wanted, ticker.nanos()));
    }
    return List.copyOf(result);
  }
}
