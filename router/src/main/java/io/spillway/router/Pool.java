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
 * <p><b>When every pod is full</b> a request leaves at once if its expected wait breaks the
 * objective and a permitted target is faster; otherwise it queues.
 *
 * <p><b>Invariants</b> ({@link #assertValid}): a slot is released exactly once; a pod's in-flight
 * count is the number of its slots out; the queue never exceeds its bound; while a waiting request
 * could take a slot, it does not wait.
 */
public final class Pool {
  private static final double PRIOR_HOLD_SECONDS = 5;
  private static final double PRIOR_FIRST_TOKEN_SECONDS = 0.3;

  private final KeyedHash hash;
  private final RetryBudget retries = new RetryBudget();
  private final Average holdSeconds = new Average(PRIOR_HOLD_SECONDS);
  private final Average firstTokenSeconds = new Average(PRIOR_FIRST_TOKEN_SECONDS);
  private final Map<EndpointId, Pod> byId = new LinkedHashMap<>();
  private List<Pod> pods = List.of();
  private final WaitingLine queue = new WaitingLine();
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
    Readiness readiness = Readiness.of(pods, request.tried());
    double wait = estimatedWait(queue.size());
    double estimate = wait + firstTokenSeconds.value();
    TargetView target = bestTarget(request, targets);
    return switch (readiness) {
      case FULL -> whenFull(request, target, estimate, nowNanos);
      case COMING_UP ->
          target != null
              ? overflow(target, PlacementReason.NOTHING_READY)
              : enqueueOr(request, RejectReason.QUEUE_FULL, Double.NaN, nowNanos);
      case NOTHING ->
          target != null
              ? overflow(target, PlacementReason.NOTHING_READY)
              : reject(RejectReason.NO_CAPACITY, 10);
      case ALL_TRIED ->
          target != null
              ? overflow(target, PlacementReason.PODS_FAILED)
              : reject(RejectReason.NO_OTHER_ENDPOINT, 1);
    };
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
        position++;
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
   * @param learn true when the time it was held says something about the pod (the request
   *     completed)
   * @return the request's share of the pod's price in dollars
   */
  public double release(Slot slot, boolean learn, long nowNanos) {
    slot.markReleased();
    Pod pod = byId.get(slot.endpoint());
    if (pod == null) {
      throw new IllegalStateException("slot on " + slot.endpoint() + ", which is not in the pool");
    }
    pod.inFlight--;
    double usd = pod.meter.read(nowNanos, pod.inFlight) - slot.meterAtStart();
    if (learn) {
      holdSeconds.add((nowNanos - slot.takenNanos()) / 1e9);
    }
    if (!pod.listed && pod.inFlight == 0) {
      byId.remove(pod.id);
      resize();
    }
    return usd;
  }

  /** Learns the time from dispatch to the first token of one request. */
  public void firstToken(double seconds) {
    firstTokenSeconds.add(seconds);
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
    return estimatedWait(queue.size());
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
    return new PoolSnapshot(endpoints, queue.size(), inFlight, capacity());
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
      for (Pod pod : pods) {
        if (pod.hasRoom() && !ticket.request().tried().contains(pod.id)) {
          throw new AssertionError("a request waits while " + pod.id + " has room");
        }
      }
    }
  }

  private @Nullable Placement dispatch(RoutingRequest request, long nowNanos) {
    Set<EndpointId> tried = request.tried();
    long key = request.keyed() ? request.affinityKey() : sequence++;
    Pod home = request.keyed() ? Affinity.home(pods, key, Set.of()) : null;
    Pod pod = request.keyed() ? Affinity.bounded(pods, key, tried) : null;
    if (pod == null) {
      pod = Affinity.leastLoaded(pods, key, tried);
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
    if (!request.tried().isEmpty()) {
      return PlacementReason.RETRY;
    }
    return switch (affinity) {
      case KEPT -> PlacementReason.HOME;
      case MOVED, SPILLED -> PlacementReason.MOVED;
      case NONE -> PlacementReason.LEAST_LOADED;
    };
  }

  private Placement whenFull(
      RoutingRequest request, @Nullable TargetView target, double estimate, long nowNanos) {
    if (target != null && breaksObjective(request, estimate, nowNanos)) {
      if (target.firstTokenSeconds() < estimate) {
        return overflow(target, PlacementReason.FULL);
      }
    }
    if (queue.size() >= config.queueLengthMax() && target != null) {
      return overflow(target, PlacementReason.QUEUE_FULL);
    }
    return enqueueOr(request, RejectReason.QUEUE_FULL, estimate, nowNanos);
  }

  private @Nullable Placement again(
      RoutingRequest request, List<TargetView> room, int position, long nowNanos) {
    Placement local = dispatch(request, nowNanos);
    if (local != null) {
      return local;
    }
    TargetView target = bestTarget(request, room);
    Readiness readiness = Readiness.of(pods, request.tried());
    boolean expired = nowNanos >= request.waitUntilNanos();
    if (target != null) {
      double estimate = estimatedWait(position) + firstTokenSeconds.value();
      boolean faster =
          breaksObjective(request, estimate, nowNanos) && target.firstTokenSeconds() < estimate;
      if (expired || faster || readiness != Readiness.FULL) {
        use(room, target);
        return overflow(
            target,
            expired
                ? PlacementReason.WAIT_EXPIRED
                : switch (readiness) {
                  case FULL -> PlacementReason.FULL;
                  case COMING_UP, NOTHING -> PlacementReason.NOTHING_READY;
                  case ALL_TRIED -> PlacementReason.PODS_FAILED;
                });
      }
    }
    if (readiness == Readiness.NOTHING) {
      return reject(RejectReason.NO_CAPACITY, 10);
    }
    if (readiness == Readiness.ALL_TRIED) {
      return reject(RejectReason.NO_OTHER_ENDPOINT, 1);
    }
    if (expired) {
      return readiness == Readiness.FULL
          ? reject(RejectReason.WAIT_EXPIRED, retryAfter(estimatedWait(position)))
          : reject(RejectReason.NOTHING_CAME_UP, 10);
    }
    return null;
  }

  private boolean breaksObjective(RoutingRequest request, double estimate, long nowNanos) {
    double waited = (nowNanos - request.arrivedNanos()) / 1e9;
    return waited + estimate > config.objective().toNanos() / 1e9;
  }

  private Placement enqueueOr(
      RoutingRequest request, RejectReason otherwise, double estimate, long nowNanos) {
    if (queue.size() >= config.queueLengthMax() || nowNanos >= request.waitUntilNanos()) {
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

  private static @Nullable TargetView bestTarget(RoutingRequest request, List<TargetView> targets) {
    if (!request.overflowAllowed()) {
      return null;
    }
    for (TargetView target : targets) {
      if (target.free() > 0 && !request.tried().contains(target.id())) {
        return target;
      }
    }
    return null;
  }

  private static void use(List<TargetView> room, TargetView target) {
    room.replaceAll(view ->
        view.id().equals(target.id())
            ? new TargetView(view.id(), view.free() - 1, view.firstTokenSeconds())
            : view);
  }

  private double estimatedWait(int ahead) {
    int slots = capacity();
    return slots == 0 ? Double.POSITIVE_INFINITY : (ahead + 1) * holdSeconds.value() / slots;
  }

  private int capacity() {
    int slots = 0;
    for (Pod pod : pods) {
      slots += pod.admits ? pod.slots : 0;
    }
    return slots;
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
