package io.spillway.router;

import io.spillway.router.cache.PrefixIndex;
import io.spillway.router.cache.SessionTable;
import io.spillway.router.health.Health;
import io.spillway.router.health.HealthConfig;
import io.spillway.router.health.Outliers;
import java.util.ArrayList;
import java.util.List;

/**
 * One set of pods with the requests they serve and the requests that wait for them.
 *
 * <p>A plain single-threaded object: the caller guards it with one lock, held for the length of a
 * call, and performs what is returned after the lock is free.
 *
 * <p>A request is {@link #place placed}: it takes a slot on a pod, waits with a ticket, leaves for
 * an overflow target or is refused. Every event that may change a waiting request's decision (a
 * slot released, a fleet change, a target that has room again, a deadline) goes through {@link
 * #reconsider}, which returns the tickets that have been decided. Which pod is best, {@link Placer}
 * says.
 *
 * <p>A request that is pinned goes to its one endpoint or waits for it. It never spills or moves:
 * what it goes on from is nowhere else. A pod that was removed takes none, though it may still
 * finish others: what it keeps is about to go, and follow-ups would keep it from leaving. A request
 * of a strict session waits for the session's pod while that is there.
 *
 * <p><b>Waiting or leaving.</b> A request leaves for a target if its expected first token breaks
 * the objective and a permitted target is faster; otherwise it takes a slot, or queues when every
 * pod is full or a full one is worth waiting for.
 *
 * <p><b>Invariants</b> ({@link #assertValid}): a slot is released exactly once; a pod's in-flight
 * count is the number of its slots out; the queue never exceeds its bound; while a waiting request
 * could take a slot and would gain by it, it does not wait.
 */
public final class Pool {
  /** Bytes of what is known of the pods' caches, at most. */
  private static final long PREFIX_BYTES_MAX = 256L << 20;

  private static final int SESSIONS_MAX = 1_000_000;

  private final PrefixIndex prefixes;
  private final SessionTable sessions;
  private final Outliers health = new Outliers(HealthConfig.DEFAULTS);
  private final RetryBudget retries = new RetryBudget();
  private final Fleet fleet;
  private final WaitingLine queue = new WaitingLine();
  private final WaitEstimates waits;
  private final Placer placer;
  private final Slots slots;
  private final Admission admission;
  private PoolConfig config;

  /**
   * An empty pool.
   *
   * @param hash the keyed hash all gateways share
   */
  public Pool(PoolConfig config, KeyedHash hash) {
    this.config = config;
    prefixes = new PrefixIndex(config.blockTokens(), PREFIX_BYTES_MAX);
    sessions = new SessionTable(SESSIONS_MAX, config.sessionTtl().toNanos());
    fleet = new Fleet(hash, prefixes, health);
    waits = new WaitEstimates(fleet, queue);
    var usual = new Usual();
    placer = new Placer(fleet, prefixes, sessions, health, waits, usual);
    slots = new Slots(fleet, prefixes, sessions, health, waits, usual, queue);
    admission = new Admission(config, new Admission.Parts(fleet, queue, waits, placer, slots));
  }

  /** Takes new limits; requests already placed keep their places. */
  public void configure(PoolConfig newConfig, long nowNanos) {
    config = newConfig;
    sessions.configure(config.sessionTtl().toNanos());
    fleet.resize(config);
    admission.configure(config);
  }

  /** Takes the fleet as it is now; pods no longer listed keep their requests until they end. */
  public void fleet(List<EndpointView> views, long nowNanos) {
    boolean served = fleet.anyAdmits();
    fleet.update(views, config, nowNanos);
    admission.fleetChanged();
    if (!served && fleet.anyAdmits()) {
      // What waited for a pod to come up begins to wait for its turn: the clock starts again.
      for (Ticket ticket : queue.inOrder()) {
        Terms terms = ticket.request().terms();
        var _ = queue.extend(ticket, nowNanos + terms.waitUntilNanos() - terms.arrivedNanos());
      }
    }
  }

  /**
   * Takes what a pod's engine said of its load; {@link EngineLoad#UNKNOWN} when it is silent.
   *
   * @param askedNanos when it was asked: what ended since may be in what it said
   */
  public void reported(EndpointId id, EngineLoad load, long askedNanos) {
    Pod pod = fleet.pod(id);
    if (pod == null) {
      return;
    }
    int own = pod.inFlightSince(askedNanos);
    double others = load.running() + load.waiting() - own;
    pod.othersInFlight = Double.isNaN(others) ? 0 : Math.max(0, others);
    double waiting = load.waiting() - pod.backlog.size();
    pod.othersWaiting = Double.isNaN(waiting) ? 0 : Math.clamp(waiting, 0, pod.othersInFlight);
    pod.loadedAdapters = load.adapters();
    if (!Double.isNaN(others)) {
      placer.shared(own, pod.othersInFlight);
    }
    pod.trust.counted(load.prefixHits(), load.prefixQueries());
    if (load.cacheTokens() >= 1) {
      fleet.cacheTokens(pod, (long) load.cacheTokens());
    }
    Ticket first = queue.firstToExpire();
    fleet.starved(
        first != null
            && askedNanos - first.request().terms().arrivedNanos() > config.objective().toNanos());
    fleet.resize(config);
  }

  /** Decides where a request goes. */
  public Placement place(RoutingRequest request, List<TargetView> targets, long nowNanos) {
    if (request.tried().isEmpty()) {
      retries.request(nowNanos);
    }
    return admission.place(request, targets, nowNanos);
  }

  /**
   * Decides again on every waiting request that can be decided now, in the order of service.
   *
   * @return the tickets that left the queue
   */
  public List<Resumption> reconsider(List<TargetView> targets, long nowNanos) {
    return admission.reconsider(targets, nowNanos);
  }

  /** Takes a waiting request out, because its client left. False when it was decided already. */
  public boolean cancel(Ticket ticket) {
    return admission.cancel(ticket);
  }

  /** Learns that a request on a pod has its first token. */
  public void firstToken(Slot slot, long nowNanos) {
    slots.firstToken(slot, nowNanos);
  }

  /** Learns that a pod has taken a request and goes on with it, though there is no token yet. */
  public void accepted(Slot slot, long nowNanos) {
    health.produced(slot.assignment().pass, nowNanos);
  }

  /** Learns that a request would not give its slot back: it is never to be put back. */
  public void keeps(Slot slot) {
    slot.assignment().preempted = true;
  }

  /**
   * Gives a slot back.
   *
   * @param end how the request ended
   * @return the request's share of the pod's price in dollars
   */
  public double release(Slot slot, SlotEnd end, long nowNanos) {
    double usd = slots.release(slot, end, nowNanos);
    if (fleet.removeIfGone(slot.assignment().pod, nowNanos)) {
      fleet.resize(config);
    }
    return usd;
  }

  /** Takes one retry from the budget: 10 % of the requests of the last 10 s, at least 3. */
  public boolean tryRetry(long nowNanos) {
    return retries.tryAcquire(nowNanos);
  }

  /** The next moment at which {@link #reconsider} is due; {@code Long.MAX_VALUE} when never. */
  public long nextWakeNanos(long nowNanos) {
    return queue.isEmpty()
        ? Long.MAX_VALUE
        : Math.min(queue.firstDeadlineNanos(), health.nextChangeNanos(nowNanos));
  }

  /** Dollars paid for pods that served nothing, since the last call. */
  public double takeIdleUsd(long nowNanos) {
    double usd = 0;
    for (Pod pod : fleet.pods()) {
      usd += pod.meter.takeIdleUsd(nowNanos);
    }
    return usd;
  }

  /** Expected wait of a request that joined the queue now, in seconds. */
  public double estimatedWaitSeconds() {
    return waits.behind(waits.ahead());
  }

  /** The pool at this moment. */
  public PoolSnapshot snapshot(long nowNanos) {
    var endpoints = new ArrayList<PoolSnapshot.Endpoint>();
    int inFlight = 0;
    for (Pod pod : fleet.pods()) {
      inFlight += pod.inFlight;
      endpoints.add(endpoint(pod, nowNanos));
    }
    return new PoolSnapshot(
        endpoints,
        queue.snapshot(),
        inFlight,
        fleet.slots(),
        new PoolSnapshot.Memory(
            sessions.size(),
            SESSIONS_MAX,
            prefixes.entries(),
            sessions.bytes() + prefixes.bytes()));
  }

  private PoolSnapshot.Endpoint endpoint(Pod pod, long nowNanos) {
    double rate = pod.pace.tokensPerSecond(nowNanos);
    return new PoolSnapshot.Endpoint(
        pod.id,
        pod.admits,
        pod.comingUp,
        pod.inFlight,
        pod.slots,
        pod.admits ? health.health(pod.number, nowNanos) : Health.WELL,
        new PoolSnapshot.Load(
            pod.othersInFlight,
            pod.backlog.work(rate, nowNanos),
            pod.outputTokens,
            rate,
            pod.pace.overheadSeconds(nowNanos),
            pod.pace.secondsPerToken(),
            pod.trust.share()),
        new PoolSnapshot.Adapters(pod.adapters, pod.loadedAdapters));
  }

  /** Checks the invariants; for tests. */
  void assertValid(long nowNanos) {
    queue.assertValid();
    if (queue.size() > config.queueLengthMax()) {
      throw new AssertionError("queue: " + queue.size() + " of " + config.queueLengthMax());
    }
    for (Pod pod : fleet.pods()) {
      pod.backlog.assertValid();
      if (pod.inFlight < pod.backlog.size() || (!pod.listed && pod.inFlight == 0)) {
        throw new AssertionError(pod.id + ": " + pod.inFlight + " in flight");
      }
    }
    admission.assertValid(nowNanos);
  }
}
