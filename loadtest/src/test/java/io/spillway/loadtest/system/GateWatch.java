package io.spillway.loadtest.system;

import io.spillway.loadtest.engine.EngineCounters;
import io.spillway.loadtest.engine.SimulatedEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Looks at a new engine all the time, to see what reaches it before it is warm. */
final class GateWatch {
  private static final long PAUSE_NANOS = 200_000;

  private final List<EngineCounters> early = new ArrayList<>();
  private final SimulatedEngine engine;
  private final int wanted;
  private final Thread thread;
  private volatile boolean stopped;
  private long ended;

  /**
   * Begins to look.
   *
   * @param wanted warm-up completions, which come one at a time
   */
  GateWatch(SimulatedEngine engine, int wanted) {
    this.engine = engine;
    this.wanted = wanted;
    this.thread = Thread.ofPlatform().start(this::watch);
  }

  /** Looks no more. */
  GateWatch stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return this;
  }

  /** Moments with more than one request at once before the wanted completions had ended. */
  List<EngineCounters> early() {
    return early;
  }

  /** Requests that ended. */
  long ended() {
    return ended;
  }

  private void watch() {
    while (!stopped) {
      look();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    look();
  }

  private void look() {
    EngineCounters now = engine.counters();
    ended = now.finished().values().stream().mapToLong(Long::longValue).sum();
    if (ended < wanted && now.running() + now.waiting() > 1) {
      early.add(now);
    }
  }
}
