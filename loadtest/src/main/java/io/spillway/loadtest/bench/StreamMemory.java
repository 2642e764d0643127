package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.process.Memory;
import io.spillway.loadtest.bench.wire.BenchClient;
import io.spillway.loadtest.bench.wire.Load;
import java.io.IOException;
import java.time.Duration;

/** Measures what a peer holds for each open stream that has begun and is quiet. */
final class StreamMemory {
  private static final int EVENTS = 1000;
  private static final Duration QUIET = Duration.ofSeconds(50);
  private static final Duration OPENED_AFTER = Duration.ofSeconds(4);

  private StreamMemory() {}

  /** Memory at one moment, after the garbage is collected; the heap's share is 0 without one. */
  private record Level(long resident, long heap) {
    static Level of(Peer peer) throws IOException, InterruptedException {
      if (!peer.jvm()) {
        return new Level(Memory.resident(peer.pid()), 0);
      }
      Memory.collect(peer.pid());
      Memory.collect(peer.pid());
      return new Level(Memory.resident(peer.pid()), Memory.heapUsed(peer.pid()));
    }
  }

  /** Opens streams and compares. A JVM's heap is resident from the start, so it is added. */
  static Results.Held of(Peer peer, int streams) throws IOException, InterruptedException {
    Level before = Level.of(peer);
    var load = new Load.Streams(streams, EVENTS, QUIET, Duration.ofMillis(100));
    try (var _ = BenchClient.start(peer.port(), load)) {
      Thread.sleep(OPENED_AFTER);
      Level during = Level.of(peer);
      double heap = (double) (during.heap - before.heap) / streams;
      return new Results.Held(
          peer.name(),
          streams,
          before.resident,
          peer.jvm() ? heap : Double.NaN,
          (double) (during.resident - before.resident) / streams);
    }
  }
}
