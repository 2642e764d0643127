package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.process.Child;
import io.spillway.loadtest.bench.process.CoreTime;
import io.spillway.loadtest.bench.wire.BenchClient;
import io.spillway.loadtest.bench.wire.Load;
import io.spillway.loadtest.bench.wire.Tally;
import java.time.Duration;

/** Puts a load on a peer and measures it for a while. */
final class Sampler {
  private static final double NANOS = 1e9;

  private static final long POLL_MILLIS = 100;

  /** One in so many may fail. */
  private static final int ERRORS_SHARE = 100;

  private Sampler() {}

  /** Time used so far, at one moment. */
  private record Clock(long nanos, double peer, double own, double all) {
    static Clock read(Peer peer) {
      Child child = peer.child();
      return new Clock(
          System.nanoTime(),
          child == null ? 0 : CoreTime.ofTree(child.pid()),
          CoreTime.own(),
          CoreTime.ofAll());
    }
  }

  /** Measures one peer under one load. */
  static Measurement measure(Peer peer, Scenario scenario, int repetition, Duration window)
      throws InterruptedException, BenchFailure {
    try (var client = BenchClient.start(peer.port(), scenario.load())) {
      Thread.sleep(scenario.settle());
      Clock before = Clock.read(peer);
      client.take();
      Thread.sleep(window);
      Tally tally = client.take();
      Clock after = Clock.read(peer);
      double seconds = (after.nanos - before.nanos) / NANOS;
      double core = after.peer - before.peer;
      double own = after.own - before.own;
      double others = Math.max(0, after.all - before.all - core - own);
      long came = Math.max(tally.requests(), tally.firstToken().count());
      if (came == 0 || tally.errors() > came / ERRORS_SHARE) {
        throw new BenchFailure(
            "%s, %s: %d requests, %d errors"
                .formatted(peer.name(), scenario.label(), tally.requests(), tally.errors()));
      }
      return new Measurement(
          peer.name(),
          scenario,
          repetition,
          seconds,
          core,
          own,
          others / seconds / CoreTime.cores(),
          tally);
    }
  }

  /**
   * Puts a load on a peer until it has used so much time of its core, so that a disturbed machine
   * warms it as well as a quiet one; at most twice as long.
   */
  static void warm(Peer peer, Load load, Duration time) throws InterruptedException {
    try (var _ = BenchClient.start(peer.port(), load)) {
      long end = System.nanoTime() + 2 * time.toNanos();
      double enough = CoreTime.ofTree(peer.pid()) + time.toNanos() / NANOS;
      while (CoreTime.ofTree(peer.pid()) < enough && System.nanoTime() < end) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }
}
