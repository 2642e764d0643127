package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A simulated engine pod on a port of its own. All methods may be called from any thread; what they
 * do happens on the engine's event loop, in the order of the calls.
 */
public final class SimulatedEngine {
  private final Vertx vertx;
  private final Context context;
  private final EngineOptions options;
  private final PortReservation reservation;
  private final AtomicReference<Promise<Void>> ready = new AtomicReference<>(Promise.promise());
  private volatile EngineCounters counters = EngineCounters.NONE;
  private volatile Failures failures;
  private volatile Consumer<JsonNode> observer = _ -> {};
  // The current life; touched on the event loop only.
  private EngineProcess process;
  private boolean loaded;
  private boolean stopped;

  private SimulatedEngine(
      Vertx vertx, Context context, EngineOptions options, PortReservation reservation) {
    this.vertx = vertx;
    this.context = context;
    this.options = options.withAddress(options.host(), reservation.port());
    this.reservation = reservation;
    this.failures = options.failures();
    this.process = newProcess();
  }

  /**
   * Starts an engine. Completes at once, while the engine loads and refuses connections; fails if
   * the port is taken.
   */
  public static Future<SimulatedEngine> start(Vertx vertx, EngineOptions options) {
    PortReservation reservation;
    try {
      reservation = PortReservation.of(options.host(), options.port());
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
    var started = new AtomicReference<SimulatedEngine>();
    Deployable onLoop =
        context -> {
          var engine = new SimulatedEngine(vertx, context, options, reservation);
          started.set(engine);
          engine.load(options.loadTime());
          return Future.succeededFuture();
        };
    return vertx
        .deployVerticle(onLoop)
        .onFailure(_ -> reservation.release())
        .map(_ -> started.get());
  }

  /** Its port; known and reserved while it loads, and after a kill. */
  public int port() {
    return options.port();
  }

  /** How to reach it, such as {@code http://127.0.0.1:8001}. */
  public String url() {
    return "http://" + options.host() + ":" + options.port();
  }

  /**
   * Completes when the engine has loaded and listens, fails if it is killed or stopped before;
   * starts anew with {@link #restart}.
   */
  public Future<Void> ready() {
    return ready.get().future();
  }

  /** What it has done since it started. */
  public EngineCounters counters() {
    return counters;
  }

  /** Fails in these ways from now on; requests under way keep theirs. */
  public void failures(Failures other) {
    failures = other;
    onLoop(this::openOrClosePort).onFailure(_ -> {});
  }

  /**
   * Tells {@code observer} of the body of every generation request as it arrives, before it is
   * served, on the engine's event loop.
   */
  public void observe(Consumer<JsonNode> observer) {
    this.observer = observer;
  }

  /** Goes to sleep: requests under way are aborted, new ones wait; health stays good. */
  public void sleep() {
    context.runOnContext(_ -> process.core().sleep());
  }

  /** Wakes up. */
  public void wake() {
    context.runOnContext(_ -> process.core().wake());
  }

  /** Dies: every connection is reset, new ones are refused. */
  public Future<Void> kill() {
    return onLoop(() -> {
      loaded = false;
      return process.kill();
    });
  }

  /** Dies and starts again as a new process: empty cache, counters at zero, loading first. */
  public Future<Void> restart(Duration loadTime) {
    ready.getAndSet(Promise.promise()).tryFail("restarted before it was ready");
    return onLoop(() -> {
      loaded = false;
      return process
          .kill()
          .onSuccess(_ -> {
            process = newProcess();
            counters = EngineCounters.NONE;
            load(loadTime);
          });
    });
  }

  /** Stops as its engine does; unless it is set otherwise, lets requests under way end first. */
  public Future<Void> stop() {
    return onLoop(() -> {
      loaded = false;
      stopped = true;
      return process.stop().onComplete(_ -> reservation.release());
    });
  }

  private EngineProcess newProcess() {
    var hooks =
        new Hooks(
            () -> failures, current -> counters = current, request -> observer.accept(request));
    return new EngineProcess(vertx, options, hooks);
  }

  private void load(Duration loadTime) {
    EngineProcess loading = process;
    long millis = Math.round(loadTime.toMillis() / options.speed());
    if (millis <= 0) {
      listen(loading);
    } else {
      switch (options.behaviour().wire().text(Trait.LOADING)) {
        case "503" -> loading.listenLoading().onFailure(ready.get()::tryFail);
        case "drop" -> loading.listenDropping().onFailure(ready.get()::tryFail);
        case "refuse-503" -> vertx.setTimer(Math.max(1, millis / 2), _ -> sayItLoads(loading));
        default -> {}
      }
      vertx.setTimer(millis, _ -> listen(loading));
    }
  }

  private void sayItLoads(EngineProcess loading) {
    if (loading == process && !stopped && !loaded && loading.alive()) {
      loading.listenLoading().onFailure(ready.get()::tryFail);
    }
  }

  private void listen(EngineProcess loading) {
    if (loading != process || stopped || !loading.alive()) {
      return;
    }
    loaded = true;
    loading.loaded();
    openOrClosePort().onComplete(ready.get());
  }

  private Future<Void> openOrClosePort() {
    process.core().wedge(failures.has(FailureKind.WEDGED));
    if (!loaded) {
      return Future.succeededFuture();
    }
    return failures.has(FailureKind.REFUSE) ? process.refuse() : process.listen();
  }

  private Future<Void> onLoop(Supplier<Future<Void>> action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> action.get().onComplete(done));
    return done.future();
  }
}
