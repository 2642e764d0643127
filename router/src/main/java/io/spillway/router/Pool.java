package io.spillway.router;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One set of pods with the requests they serve and the requests that wait for them.
 *
 * <p>A plain single-threaded object: the caller guards it with one lock, held for the length of a
 * call, and performs what is returned after the lock is free.
 *
 * <p>A request is {@link #place placed}: it takes a slot on a pod, waits with a ticket, leaves for
 * an overflow target or is refused. Every event that may change a waiting request's decision (a
 * slot released, a fleet change, a target that has room again, a deadline) goes through {@link
 * #reconsider}, which returns the tickets that have been decided.
 *
 * <p>A request that is pinned goes to its one endpoint or waits for it. It never spills or moves:
 * what it goes on from is nowhere else. A pod that was removed takes none, though it may still
 * finish others: what it keeps is about to go, and follow-ups would keep it from leaving.
 *
 * <p><b>When every pod is full</b> a request leaves at once if its expected wait breaks the
 * objective and a permitted target is faster; otherwise it queues.
 *
 * <p><b>Invariants</b> ({@link #assertValid}): a slot is released exactly once; a pod's in-flight
 * count is the number of its slots out; the queue never exceeds its bound; while a waiting request
 * could take a slot, it does not wait.
 */
public final class Pool {
  private static final double PRIOR_FIRST_TOKEN_SECONDS = 0.3;

  private final KeyedHash hash;
  private final RetryBudget retries = new RetryBudget();
  private final Average firstTokenSeconds = new Average(PRIOR_FIRST_TOKEN_SECONDS);
  private final Map<EndpointId, Pod> byId = new LinkedHashMap<>();
  private List<Pod> pods = List.of();
  private final WaitingLine queue = new WaitingLine();
  private final WaitEstimates waits = new WaitEstimates(byId, queue);
  private PoolConfig config;
  private long sequence;

  /**
   * An empty pool.
   *
   * @param hash the keyed hash all gateways share
   */
  public Pool(PoolConfig config, KeyedHash hash) {
    this.config = config;
    this.hash = hash;
  }

  /** Takes new limits; requests already placed keep their places. */
  public void configure(PoolConfig newConfig, long nowNanos) {
    config = newConfig;
    resize();
  }

  /** Takes the fleet as it is now; pods no longer listed keep their requests until they end. */
  public void fleet(List<EndpointView> views, long nowNanos) {
    for (Pod pod : byId.values()) {
      pod.listed = false;
      pod.admits = false;
      pod.comingUp = false;
    }
    for (EndpointView view : views) {
      Pod pod =
          byId.computeIfAbsent(
              view.id(),
              id ->
                  new Pod(
                      id,
                      hash.hash(view.identity()),
                      new CostMeter(config.usdPerPodSecond(), Integer.MAX_VALUE, true, nowNanos)));
      pod.listed = true;
      pod.admits = view.admits();
      pod.comingUp = view.comingUp();
      pod.weight = view.weight();
    }
    byId.values().removeIf(pod -> !pod.listed && pod.inFlight == 0);
    resize();
  }

  /** Decides where a request goes. */
  public Placement place(RoutingRequest request, List<TargetView> targets, long nowNanos) {
    if (request.tried().isEmpty()) {
      retries.request(nowNanos);
    }
    Placement local = dispatch(request, nowNanos);
    if (local != null) {
      return local;
    }
    TargetView target = Reach.target(request, targets);
    if (target != null && request.pin() != null) {
      return overflow(target, PlacementReason.PINNED);
    }
    Readiness readiness = readiness(request, targets);
    if (readiness == Readiness.FULL) {
      return whenFull(request, target, nowNanos);
    }
    if (target != null) {
      return overflow(target, readiness.whyOverflow());
    }
    return readiness == Readiness.COMING_UP
        ? enqueueOr(request, RejectReason.QUEUE_FULL, Double.NaN, nowNanos)
        : reject(readiness);
  }

  /**
   * Decides again on every waiting request that can be decided now, oldest first.
   *
   * @return the tickets that left the queue
   */
  public List<Resumption> reconsider(List<TargetView> targets, long nowNanos) {
    if (queue.isEmpty()) {
      return List.of();
    }
    var decided = new ArrayList<Resumption>();
    var room = new ArrayList<>(targets);
    int position = 0;
    for (Ticket ticket : queue.inOrder()) {
      Placement placement = again(ticket.request(), room, position, nowNanos);
      if (placement == null) {
        position += waits.competes(ticket.request().pin()) ? 1 : 0;
      } else {
        queue.remove(ticket);
        decided.add(new Resumption(ticket, placement));
      }
    }
    return decided;
  }

  /** Takes a waiting request out, because its client left. False when it was decided already. */
  public boolean cancel(Ticket ticket) {
    return queue.remove(ticket);
  }

  /**
   * Gives a slot back.
   *
   * @param end how the request ended
   * @return the request's share of the pod's price in dollars
   */
  public double release(Slot slot, SlotEnd end, long nowNanos) {
    slot.markReleased();
    Pod pod = byId.get(slot.endpoint());
    if (pod == null) {
      throw new IllegalStateException("slot on " + slot.endpoint() + ", which is not in the pool");
    }
    pod.inFlight--;
    double usd = pod.meter.read(nowNanos, pod.inFlight) - slot.meterAtStart();
    if (end.completed()) {
      waits.held((nowNanos - slot.takenNanos()) / 1e9);
    }
    if (!pod.listed && pod.inFlight == 0) {
      byId.remove(pod.id);
      resize();
    }
    return usd;
  }

  /** Learns the time from dispatch to the first token of one request. */
  public void firstToken(Slot slot, long nowNanos) {
    firstTokenSeconds.add((nowNanos - slot.takenNanos()) / 1e9);
  }

  /** Takes one retry from the budget: 10 % of the requests of the last 10 s, at least 3. */
  public boolean tryRetry(long nowNanos) {
    return retries.tryAcquire(nowNanos);
  }

  /** The next moment at which {@link #reconsider} is due; {@code Long.MAX_VALUE} when never. */
  public long nextWakeNanos() {
    return queue.firstDeadlineNanos();
  }

  /** Dollars paid for pods that served nothing, since the last call. */
  public double takeIdleUsd(long nowNanos) {
    double usd = 0;
    for (Pod pod : byId.values()) {
      usd += pod.meter.takeIdleUsd(nowNanos);
    }
    return usd;
  }

  /** Expected wait of a request that joined the queue now, in seconds. */
  public double estimatedWaitSeconds() {
    return waits.behind(waits.ahead());
  }

  /** The pool at this moment. */
  public PoolSnapshot snapshot() {
    var endpoints = new ArrayList<PoolSnapshot.Endpoint>();
    int inFlight = 0;
    for (Pod pod : byId.values()) {
      inFlight += pod.inFlight;
      endpoints.add(
          new PoolSnapshot.Endpoint(pod.id, pod.admits, pod.comingUp, pod.inFlight, pod.slots));
    }
    return new PoolSnapshot(endpoints, queue.size(), inFlight, waits.slots());
  }

  /** Checks the invariants; for tests. */
  void assertValid() {
    queue.assertValid();
    if (queue.size() > config.queueLengthMax()) {
      throw new AssertionError("queue: " + queue.size() + " of " + config.queueLengthMax());
    }
    for (Pod pod : byId.values()) {
      if (pod.inFlight < 0 || (!pod.listed && pod.inFlight == 0)) {
        throw new AssertionError(pod.id + ": " + pod.inFlight + " in flight");
      }
    }
    for (Ticket ticket : queue.inOrder()) {
      for (Pod pod : Reach.pods(ticket.request(), pods, byId)) {
        if (pod.hasRoom() && !ticket.request().tried().contains(pod.id)) {
          throw new AssertionError("a request waits while " + pod.id + " has room");
        }
      }
    }
  }

  private @Nullable Placement dispatch(RoutingRequest request, long nowNanos) {
    Set<EndpointId> tried = request.tried();
    Session session = request.session();
    boolean keyed = session != null;
    long key = session != null ? session.key() : sequence++;
    List<Pod> reach = Reach.pods(request, pods, byId);
    Pod home = keyed ? Affinity.home(reach, key, Set.of()) : null;
    Pod pod = keyed ? Affinity.bounded(reach, key, tried) : null;
    if (pod == null) {
      pod = Affinity.leastLoaded(reach, key, tried);
    }
    if (pod == null) {
      return null;
    }
    double meter = pod.meter.read(nowNanos, pod.inFlight + 1);
    pod.inFlight++;
    AffinityResult affinity =
        home == null
            ? AffinityResult.NONE
            : pod == home ? AffinityResult.KEPT : AffinityResult.MOVED;
    return new Placement.Dispatch(
        new Slot(pod.id, nowNanos, meter),
        reason(request, affinity),
        affinity,
        firstTokenSeconds.value());
  }

  private static PlacementReason reason(RoutingRequest request, AffinityResult affinity) {
    if (request.pin() != null) {
      return PlacementReason.PINNED;
    }
    if (!request.tried().isEmpty()) {
      return PlacementReason.RETRY;
    }
    return switch (affinity) {
      case KEPT -> PlacementReason.HOME;
      case MOVED, SPILLED -> PlacementReason.MOVED;
      case NONE -> PlacementReason.LEAST_LOADED;
    };
  }

  private Placement whenFull(RoutingRequest request, @Nullable TargetView target, long nowNanos) {
    double wait = waits.of(request, waits.ahead());
    if (target != null && faster(target, request, wait, nowNanos)) {
      return overflow(target, PlacementReason.FULL);
    }
    if (queue.size() >= config.queueLengthMax() && target != null) {
      return overflow(target, PlacementReason.QUEUE_FULL);
    }
    return enqueueOr(request, RejectReason.QUEUE_FULL, wait + firstTokenSeconds.value(), nowNanos);
  }

  private @Nullable Placement again(
      RoutingRequest request, List<TargetView> room, int position, long nowNanos) {
    Placement local = dispatch(request, nowNanos);
    if (local != null) {
      return local;
    }
    TargetView target = Reach.target(request, room);
    Readiness readiness = readiness(request, room);
    boolean expired = nowNanos >= request.terms().waitUntilNanos();
    if (target != null && request.pin() != null) {
      Reach.use(room, target);
      return overflow(target, PlacementReason.PINNED);
    }
    if (target != null
        && (expired
            || readiness != Readiness.FULL
            || faster(target, request, waits.behind(position), nowNanos))) {
      Reach.use(room, target);
      return overflow(target, expired ? PlacementReason.WAIT_EXPIRED : readiness.whyOverflow());
    }
    if (!expired && (readiness == Readiness.FULL || readiness == Readiness.COMING_UP)) {
      return null;
    }
    return switch (readiness) {
      case NOTHING, ALL_TRIED, PIN_AWAY, PIN_GONE -> reject(readiness);
      case FULL -> reject(RejectReason.WAIT_EXPIRED, retryAfter(waits.of(request, position)));
      case COMING_UP -> reject(RejectReason.NOTHING_CAME_UP, 10);
    };
  }

  private Readiness readiness(RoutingRequest request, List<TargetView> targets) {
    return Readiness.of(Reach.pods(request, pods, byId), request, targets);
  }

  private static Placement reject(Readiness readiness) {
    return switch (readiness) {
      case NOTHING -> reject(RejectReason.NO_CAPACITY, 10);
      case ALL_TRIED -> reject(RejectReason.NO_OTHER_ENDPOINT, 1);
      case PIN_AWAY -> reject(RejectReason.PINNED_AWAY, 10);
      case PIN_GONE -> reject(RejectReason.PINNED_GONE, 1);
      case FULL, COMING_UP -> throw new IllegalStateException("it may wait: " + readiness);
    };
  }

  /** Whether waiting breaks the objective and a target is faster. */
  private boolean faster(TargetView target, RoutingRequest request, double wait, long nowNanos) {
    double waited = (nowNanos - request.terms().arrivedNanos()) / 1e9;
    double estimate = wait + firstTokenSeconds.value();
    return waited + estimate > config.objective().toNanos() / 1e9
        && target.firstTokenSeconds() < estimate;
  }

  private Placement enqueueOr(
      RoutingRequest request, RejectReason otherwise, double estimate, long nowNanos) {
    if (queue.size() >= config.queueLengthMax() || nowNanos >= request.terms().waitUntilNanos()) {
      return reject(otherwise, retryAfter(estimate));
    }
    int position = queue.size();
    return new Placement.Queue(queue.add(request), position, estimate);
  }

  private static Placement overflow(TargetView target, PlacementReason reason) {
    return new Placement.Overflow(target.id(), reason, target.firstTokenSeconds());
  }

  private static Placement reject(RejectReason reason, int retryAfterSeconds) {
    return new Placement.Reject(reason, retryAfterSeconds);
  }

  private static int retryAfter(double seconds) {
    return Double.isNaN(seconds) ? 10 : (int) Math.clamp(Math.ceil(seconds), 1, 60);
  }

  /** Slots follow weights relative to the strongest pod, so an all-new fleet serves in full. */
  private void resize() {
    pods = List.copyOf(byId.values());
    double strongest = 0;
    for (Pod pod : pods) {
      strongest = Math.max(strongest, pod.admits ? pod.weight : 0);
    }
    for (Pod pod : pods) {
      pod.slots =
          pod.admits ? Math.max(1, (int) (config.concurrencyPerPod() * pod.weight / strongest)) : 0;
    }
  }
}
