package io.spillway.gateway.fleet;

import io.spillway.gateway.config.ModelConfig;
import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import io.spillway.router.KeyedHash;
import io.spillway.router.Placement;
import io.spillway.router.Pool;
import io.spillway.router.PoolConfig;
import io.spillway.router.PoolSnapshot;
import io.spillway.router.Resumption;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Slot;
import io.spillway.router.TargetView;
import io.spillway.router.Ticker;
import io.spillway.router.Ticket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One model's pool behind its lock, with the requests that wait for it and the targets it may spill
 * to.
 *
 * <p>Callable from any thread. The lock is held for a decision, never while a waiting request is
 * resumed or a target is asked.
 */
public final class ModelRuntime {
  /** While requests wait, time alone may change a decision: an objective passes, a target cools. */
  private static final long RECONSIDER_NANOS = 100_000_000L;

  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Pool pool;
  private final Map<Ticket, Waiter> waiting = new HashMap<>();
  private final Alarm alarm;
  private volatile ModelConfig config;
  private volatile List<Target> targets = List.of();
  private volatile Map<EndpointId, Address> addresses = Map.of();

  /**
   * A model without pods.
   *
   * @param wake arranges a call of {@link #reconsider} after so many nanoseconds
   */
  public ModelRuntime(ModelConfig config, KeyedHash hash, Ticker ticker, LongConsumer wake) {
    this.config = config;
    this.ticker = ticker;
    this.pool = new Pool(poolConfig(config), hash);
    this.alarm = new Alarm(wake);
    this.targets = targets(config, List.of());
  }

  /** Takes a new configuration; requests already placed keep their places. */
  public void configure(ModelConfig next) {
    config = next;
    targets = targets(next, targets);
    lock.lock();
    try {
      pool.configure(poolConfig(next), ticker.nanos());
    } finally {
      lock.unlock();
    }
    reconsider();
  }

  /** Takes the fleet as it is now. */
  public void fleet(List<EndpointView> views, Map<EndpointId, Address> where) {
    addresses = Map.copyOf(where);
    lock.lock();
    try {
      pool.fleet(views, ticker.nanos());
    } finally {
      lock.unlock();
    }
    reconsider();
  }

  /** Decides where a request goes; when it must wait, {@code waiter} is told later. */
  public Placement place(RoutingRequest request, Waiter waiter) {
    long now = ticker.nanos();
    List<TargetView> views = views(now);
    long wakeAt;
    Placement placement;
    lock.lock();
    try {
      placement = pool.place(request, views, now);
      if (placement instanceof Placement.Queue queued) {
        waiting.put(queued.ticket(), waiter);
      }
      wakeAt = wakeAt(now);
    } finally {
      lock.unlock();
    }
    alarm.at(wakeAt, now);
    return placement;
  }

  /** Takes a waiting request out. False when it was decided already: its waiter is told. */
  public boolean cancel(Ticket ticket) {
    lock.lock();
    try {
      waiting.remove(ticket);
      return pool.cancel(ticket);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a pod's slot back.
   *
   * @param learn true when the request completed
   * @return the request's share of the pod's price in dollars
   */
  public double release(Slot slot, boolean learn) {
    double usd;
    lock.lock();
    try {
      usd = pool.release(slot, learn, ticker.nanos());
    } finally {
      lock.unlock();
    }
    reconsider();
    return usd;
  }

  /** Gives a target's place back; the request's share of its workers' price in dollars. */
  public double release(Target target, Slot slot) {
    double usd = target.release(slot, ticker.nanos());
    reconsider();
    return usd;
  }

  /** Decides again on the requests that wait; those that are decided are told. */
  public void reconsider() {
    long now = ticker.nanos();
    List<TargetView> views = views(now);
    var told = new ArrayList<Runnable>();
    long wakeAt;
    lock.lock();
    try {
      for (Resumption resumption : pool.reconsider(views, now)) {
        Waiter waiter = waiting.remove(resumption.ticket());
        if (waiter == null) {
          throw new IllegalStateException("a ticket without a waiter");
        }
        told.add(() -> waiter.resumed(resumption.placement()));
      }
      wakeAt = wakeAt(now);
    } finally {
      lock.unlock();
    }
    alarm.at(wakeAt, now);
    told.forEach(Runnable::run);
  }

  /** Called when the alarm rings. */
  public void wake() {
    alarm.rang();
    reconsider();
  }

  /** Learns the time from dispatch to first token of one request on a pod. */
  public void firstToken(double seconds) {
    lock.lock();
    try {
      pool.firstToken(seconds);
    } finally {
      lock.unlock();
    }
  }

  /** Takes one retry from the budget. */
  public boolean tryRetry() {
    lock.lock();
    try {
      return pool.tryRetry(ticker.nanos());
    } finally {
      lock.unlock();
    }
  }

  /** Dollars paid for idle pods since the last call. */
  public double takeIdleUsd() {
    lock.lock();
    try {
      return pool.takeIdleUsd(ticker.nanos());
    } finally {
      lock.unlock();
    }
  }

  /** The model at this moment. */
  public ModelSnapshot snapshot() {
    long now = ticker.nanos();
    PoolSnapshot snapshot;
    double wait;
    lock.lock();
    try {
      snapshot = pool.snapshot();
      wait = pool.estimatedWaitSeconds();
    } finally {
      lock.unlock();
    }
    var spills = targets.stream().map(target -> target.snapshot(now)).toList();
    return new ModelSnapshot(config.name(), snapshot, spills, wait);
  }

  /** What the configuration says of it. */
  public ModelConfig config() {
    return config;
  }

  /** The target with this name, or null when it is no longer configured. */
  public @Nullable Target target(EndpointId id) {
    for (Target target : targets) {
      if (target.id().equals(id)) {
        return target;
      }
    }
    return null;
  }

  /** Where a pod is, or null when it is gone. */
  public @Nullable Address address(EndpointId id) {
    return addresses.get(id);
  }

  private long wakeAt(long now) {
    return waiting.isEmpty()
        ? Long.MAX_VALUE
        : Math.min(pool.nextWakeNanos(), now + RECONSIDER_NANOS);
  }

  private List<TargetView> views(long now) {
    List<Target> current = targets;
    if (current.isEmpty()) {
      return List.of();
    }
    var views = new ArrayList<TargetView>(current.size());
    for (Target target : current) {
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

  private static PoolConfig poolConfig(ModelConfig config) {
    double usdPerPodSecond =
        config
            .selfHosted()
            .price()
            .map(price -> price.usdPerGpuHour() * price.gpusPerPod() / 3600)
            .orElse(0.0);
    return new PoolConfig(
        config.selfHosted().concurrencyPerPod(),
        config.queue().max(),
        config.timeToFirstToken(),
        usdPerPodSecond);
  }
}
