package io.spillway.warmup.driver;

import io.spillway.router.EndpointId;
import io.spillway.router.Ticker;
import io.spillway.warmup.PodEffect;
import io.spillway.warmup.PodEvent;
import io.spillway.warmup.PodLifecycle;
import io.spillway.warmup.PodPhase;
import io.spillway.warmup.PodState;
import io.spillway.warmup.PodStatus;
import io.spillway.warmup.ServedBefore;
import io.spillway.warmup.Step;
import io.spillway.warmup.WarmupConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Leads one pool's pods through their lives: performs what {@link PodLifecycle} asks for.
 *
 * <p>Every public method may be called from any thread and returns at once; the work is done on the
 * driver's own context, in the order of the calls, and the listener is called there.
 *
 * <p>The listener is told all pods whenever a phase, a weight or the set has changed; several
 * changes at one moment are one call. A pod that is gone is told once, and then no more. While a
 * replaced pod finishes its requests, it is in the list together with its successor of the same
 * name, and before it.
 */
public final class WarmupDriver {
  /** The first probes of a fleet are spread over this much per pod, at most the probes' pause. */
  private static final long SPREAD_NANOS_PER_POD = Duration.ofMillis(10).toNanos();

  private static final long JITTER_MILLIS_MAX = 50;
  private static final int JITTER_SHARE = 20;

  private final Vertx vertx;
  private final Context context;
  private final Ticker ticker;
  private final EngineProbe probe;
  private final Consumer<List<PodStatus>> listener;
  private final RandomGenerator random;
  private final Map<EndpointId, WatchedPod> current = new LinkedHashMap<>();
  private final List<WatchedPod> leaving = new ArrayList<>();
  private WarmupConfig config;
  private PodLifecycle lifecycle;
  private List<PodStatus> told = List.of();
  private volatile List<PodStatus> snapshot = List.of();
  private boolean started;
  private boolean closed;
  private boolean publishing;

  /**
   * A driver with no pods.
   *
   * @param listener told all pods when something changed; must not block
   */
  public WarmupDriver(
      Vertx vertx,
      Ticker ticker,
      EngineProbe probe,
      WarmupConfig config,
      Consumer<List<PodStatus>> listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.ticker = ticker;
    this.probe = probe;
    this.config = config;
    this.lifecycle = new PodLifecycle(config);
    this.listener = listener;
    this.random = new SplittableRandom(ticker.nanos());
  }

  /**
   * Takes the pods that are wanted. Those of the first call were there at the gateway's own start
   * and may prove that they had served before. Later, a pod that is new is discovered, and one that
   * is missing drains. A pod is the same if its name and its identity are.
   *
   * @param targets names are unique
   */
  public void pods(List<PodTarget> targets) {
    var byId = new LinkedHashMap<EndpointId, PodTarget>();
    for (PodTarget target : targets) {
      if (byId.put(target.id(), target) != null) {
        throw new IllegalArgumentException("id: " + target.id() + " (expected: unique)");
      }
    }
    onContext(() -> wanted(byId));
  }

  /** Takes new thresholds; what has been proved stays proved, waits under way end as begun. */
  public void configure(WarmupConfig newConfig) {
    onContext(() -> {
      config = newConfig;
      lifecycle = new PodLifecycle(newConfig);
    });
  }

  /** A user's request was refused a connection by the pod. */
  public void connectionRefused(EndpointId id) {
    observed(id, new PodEvent.Refused());
  }

  /**
   * The pod's engine is a new process: its start time changed, or its counters went backwards.
   *
   * @param why what showed it, for people
   */
  public void restarted(EndpointId id, String why) {
    observed(id, new PodEvent.Restarted(why));
  }

  /** The pod's engine sleeps; may be repeated. */
  public void asleep(EndpointId id) {
    observed(id, new PodEvent.Asleep());
  }

  /** The pod's engine does not sleep; may be repeated. */
  public void awake(EndpointId id) {
    observed(id, new PodEvent.Awake());
  }

  /**
   * The number of requests on the pods of a name, a replaced one that drains included. Only whether
   * it is zero matters, so it need be called no more often than that changes.
   */
  public void inFlight(EndpointId id, int count) {
    var event = new PodEvent.InFlight(count);
    onContext(() ->
        Stream.concat(leaving.stream(), current.values().stream())
            .filter(pod -> pod.target.id().equals(id))
            .toList()
            .forEach(pod -> deliver(pod, event)));
  }

  /** All pods as they were last seen, those that are gone excepted. */
  public List<PodStatus> statuses() {
    return snapshot;
  }

  /** Ends every call and timer; nothing is told any more. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> {
      closed = true;
      Stream.concat(leaving.stream(), current.values().stream()).forEach(this::release);
      done.complete();
    });
    return done.future();
  }

  private void onContext(Runnable action) {
    context.runOnContext(_ -> {
      if (!closed) {
        action.run();
      }
    });
  }

  private void observed(EndpointId id, PodEvent event) {
    onContext(() -> {
      WatchedPod pod = current.get(id);
      if (pod != null) {
        deliver(pod, event);
      }
    });
  }

  private void wanted(Map<EndpointId, PodTarget> targets) {
    boolean atStart = !started;
    started = true;
    var added = new HashMap<>(targets);
    for (Iterator<WatchedPod> pods = current.values().iterator(); pods.hasNext(); ) {
      WatchedPod pod = pods.next();
      PodTarget target = targets.get(pod.target.id());
      if (target != null && target.samePod(pod.target)) {
        pod.target = target;
        added.remove(target.id());
      } else {
        pods.remove();
        leaving.add(pod);
        deliver(pod, new PodEvent.Removed());
      }
    }
    long spread = Math.min(config.probeEvery().toNanos(), SPREAD_NANOS_PER_POD * added.size());
    for (PodTarget target : targets.values()) {
      if (added.containsKey(target.id())) {
        Duration delay = Duration.ofNanos(random.nextLong(spread));
        var pod = new WatchedPod(target, lifecycle.discovered(ticker.nanos(), delay, atStart));
        current.put(target.id(), pod);
        deliver(pod, new PodEvent.Wake());
      }
    }
  }

  private void deliver(WatchedPod pod, PodEvent event) {
    Step step = lifecycle.on(pod.state, event, ticker.nanos());
    pod.state = step.state();
    schedule(pod);
    changed();
    for (PodEffect effect : step.effects()) {
      perform(pod, effect);
    }
  }

  private void schedule(WatchedPod pod) {
    long due = pod.state.wakeNanos();
    if (due == pod.timerDueNanos) {
      return;
    }
    cancelTimer(pod);
    if (due == PodState.NEVER) {
      return;
    }
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - ticker.nanos()) + 1);
    long jitter = random.nextLong(Math.min(JITTER_MILLIS_MAX, millis / JITTER_SHARE) + 1);
    pod.timerDueNanos = due;
    pod.timer =
        vertx.setTimer(
            millis + jitter,
            _ -> {
              pod.timer = WatchedPod.NO_TIMER;
              pod.timerDueNanos = PodState.NEVER;
              onContext(() -> deliver(pod, new PodEvent.Wake()));
            });
  }

  private void cancelTimer(WatchedPod pod) {
    if (pod.timer != WatchedPod.NO_TIMER) {
      vertx.cancelTimer(pod.timer);
      pod.timer = WatchedPod.NO_TIMER;
    }
    pod.timerDueNanos = PodState.NEVER;
  }

  private void perform(WatchedPod pod, PodEffect effect) {
    switch (effect) {
      case PodEffect.Probe(long attempt, boolean asksServed) -> probe(pod, attempt, asksServed);
      case PodEffect.Prompt(long attempt) -> prompt(pod, attempt);
      case PodEffect.Abandon _ -> abandon(pod);
    }
  }

  private void probe(WatchedPod pod, long attempt, boolean asksServed) {
    if (pod.probing) {
      answer(pod, new PodEvent.ProbeFailed(attempt, "the probe before has not ended", false));
      return;
    }
    pod.probing = true;
    PodTarget target = pod.target;
    probe
        .health(target)
        .compose(_ -> asksServed ? served(target) : Future.succeededFuture(ServedBefore.UNKNOWN))
        .onComplete(result ->
            onContext(() -> {
              pod.probing = false;
              deliver(
                  pod,
                  result.succeeded()
                      ? new PodEvent.ProbePassed(attempt, result.result())
                      : new PodEvent.ProbeFailed(
                          attempt, reason(result.cause()), refused(result.cause())));
            }));
  }

  /** The pod's word, within the half of a probe's time that health left it. */
  private Future<ServedBefore> served(PodTarget target) {
    return probe
        .servedBefore(target)
        .timeout(config.probeTimeout().toMillis() * 3 / 4 + 1, TimeUnit.MILLISECONDS)
        .map(yes -> yes ? ServedBefore.YES : ServedBefore.NO)
        .otherwise(ServedBefore.UNKNOWN);
  }

  private void prompt(WatchedPod pod, long attempt) {
    if (pod.prompt != null) {
      answer(pod, new PodEvent.PromptFailed(attempt, "the one before has not ended", false));
      return;
    }
    Promise<Void> abandoned = Promise.promise();
    pod.prompt = abandoned;
    probe
        .prompt(pod.target, abandoned.future())
        .onComplete(result ->
            onContext(() -> {
              pod.prompt = null;
              deliver(
                  pod,
                  result.succeeded()
                      ? new PodEvent.PromptPassed(attempt, result.result().firstToken().toNanos())
                      : new PodEvent.PromptFailed(
                          attempt, reason(result.cause()), refused(result.cause())));
            }));
  }

  private void answer(WatchedPod pod, PodEvent event) {
    onContext(() -> deliver(pod, event));
  }

  /** A health probe that is given up ends by its own bound. */
  private static void abandon(WatchedPod pod) {
    if (pod.prompt != null) {
      pod.prompt.tryComplete();
    }
  }

  private void release(WatchedPod pod) {
    cancelTimer(pod);
    abandon(pod);
  }

  private static boolean refused(Throwable cause) {
    return cause instanceof ConnectException;
  }

  private static String reason(Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "connection refused";
      case ProbeException told when told.getMessage() != null -> told.getMessage();
      default -> cause.getClass().getSimpleName();
    };
  }

  private void changed() {
    if (!publishing) {
      publishing = true;
      onContext(this::publish);
    }
  }

  private void publish() {
    publishing = false;
    long now = ticker.nanos();
    List<PodStatus> all =
        Stream.concat(leaving.stream(), current.values().stream())
            .map(pod -> PodStatus.of(pod.target.id(), pod.target.identity(), pod.state, now))
            .toList();
    leaving.removeIf(pod -> pod.state.phase() == PodPhase.GONE);
    snapshot = all.stream().filter(status -> status.phase() != PodPhase.GONE).toList();
    boolean differs = all.size() != told.size();
    for (int i = 0; i < all.size() && !differs; i++) {
      differs = !all.get(i).routesLike(told.get(i));
    }
    told = snapshot;
    if (differs) {
      listener.accept(all);
    }
  }
}
