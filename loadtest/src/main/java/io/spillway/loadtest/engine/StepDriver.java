package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.EngineScheduler;
import io.spillway.loadtest.engine.model.TokenOutput;
import io.spillway.router.Ticker;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Paces a scheduler's steps with one timer. Timers are coarser than steps, so a step is due when
 * the one before was due plus its own time, not when its timer fired; what is overdue is done at
 * once, unless the loop was away for long.
 */
final class StepDriver {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long BEHIND_MAX_NANOS = 250 * NANOS_PER_MILLI;
  private static final int STEPS_AT_ONCE_MAX = 64;

  private final Vertx vertx;
  private final EngineScheduler scheduler;
  private final Pace pace;
  private final Ticker ticker;
  private final Consumer<List<TokenOutput>> sink;
  private boolean stepping;
  private boolean paused;
  private boolean stopped;
  private long dueNanos;

  StepDriver(Vertx vertx, EngineScheduler scheduler, Pace pace, Consumer<List<TokenOutput>> sink) {
    this.vertx = vertx;
    this.scheduler = scheduler;
    this.pace = pace;
    this.ticker = pace.ticker();
    this.sink = sink;
  }

  /**
   * How fast time passes.
   *
   * @param ticker real time
   * @param speed how many times faster the engine's time is
   * @param jitter by which share a step may be longer or shorter
   * @param random how much it is
   */
  record Pace(Ticker ticker, double speed, double jitter, RandomGenerator random) {
    /** The real time of a step. */
    long nanos(long engineNanos) {
      double factor = jitter == 0 ? 1 : 1 + jitter * (2 * random.nextDouble() - 1);
      return Math.round(engineNanos * factor / speed);
    }
  }

  /** There may be work: begins a step unless one is under way. */
  void wake() {
    if (!stepping && !paused && !stopped && begin(ticker.nanos())) {
      waitForStep();
    }
  }

  /** No step begins until {@link #resume}. */
  void pause() {
    paused = true;
  }

  /** Steps begin again. */
  void resume() {
    paused = false;
    wake();
  }

  /** No step begins or ends any more. */
  void stop() {
    stopped = true;
  }

  private boolean begin(long fromNanos) {
    OptionalLong nanos = scheduler.begin();
    if (nanos.isEmpty()) {
      return false;
    }
    stepping = true;
    dueNanos = fromNanos + pace.nanos(nanos.getAsLong());
    return true;
  }

  private void waitForStep() {
    long millis = Math.ceilDiv(dueNanos - ticker.nanos(), NANOS_PER_MILLI);
    vertx.setTimer(Math.max(1, millis), _ -> catchUp());
  }

  private void catchUp() {
    for (int steps = 0; steps < STEPS_AT_ONCE_MAX && !stopped; steps++) {
      long now = ticker.nanos();
      if (dueNanos > now) {
        break;
      }
      stepping = false;
      sink.accept(scheduler.end());
      long from = now - dueNanos > BEHIND_MAX_NANOS ? now : dueNanos;
      // The sink may have begun a step itself.
      if (stepping || paused || stopped || !begin(from)) {
        return;
      }
    }
    if (!stopped) {
      waitForStep();
    }
  }
}
