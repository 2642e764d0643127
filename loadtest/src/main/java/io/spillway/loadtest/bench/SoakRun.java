package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.process.Child;
import io.spillway.loadtest.bench.process.CoreTime;
import io.spillway.loadtest.bench.process.Memory;
import io.spillway.loadtest.bench.wire.BenchClient;
import io.spillway.loadtest.bench.wire.BenchEngine;
import io.spillway.loadtest.bench.wire.Load;
import io.spillway.loadtest.bench.wire.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs streams through the gateway at a steady rate for a long time, and judges its memory.
 *
 * <p>Every 10 s resident memory and the heap are read; before every sixth of these the garbage is
 * collected, so that the heap then holds only what lives.
 */
final class SoakRun {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int COLLECT_EVERY = 6;
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final int EVENTS = 100;

  private final Peers peers;
  private final Progress progress;

  SoakRun(Peers peers, Progress progress) {
    this.peers = peers;
    this.progress = progress;
  }

  /** What came of it: the samples, and the complaints that make it a failure. */
  record Soaked(TextTable table, List<SoakSample> samples, List<String> complaints) {}

  /** Runs to the end. */
  Soaked run(Duration time, int streams) throws IOException, InterruptedException, BenchFailure {
    var load = new Load.Streams(streams, EVENTS, INTERVAL, Duration.ofMillis(50));
    try (BenchEngine engine = BenchEngine.start(1);
        Peer gateway = peers.gateway(engine.ports());
        var client = BenchClient.start(gateway.port(), load)) {
      List<SoakSample> samples = sample(gateway, client, time);
      progress.done();
      return new Soaked(table(samples), samples, complaints(gateway, samples));
    }
  }

  private List<SoakSample> sample(Peer gateway, BenchClient client, Duration time)
      throws IOException, InterruptedException {
    var samples = new ArrayList<SoakSample>();
    long began = System.nanoTime();
    double core = CoreTime.ofTree(gateway.pid());
    for (int i = 1; i <= time.dividedBy(EVERY); i++) {
      long due = began + i * EVERY.toNanos();
      Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      boolean collected = i % COLLECT_EVERY == 0;
      if (collected) {
        Memory.collect(gateway.pid());
      }
      double coreNow = CoreTime.ofTree(gateway.pid());
      Tally tally = client.take();
      var sample =
          new SoakSample(
              i * EVERY.toSeconds(),
              Memory.resident(gateway.pid()),
              Memory.heapUsed(gateway.pid()),
              collected,
              tally.events() / (double) EVERY.toSeconds(),
              tally.errors(),
              tally.eventDelay().quantile(0.99),
              (coreNow - core) / EVERY.toSeconds());
      core = coreNow;
      samples.add(sample);
      progress.now(
          "%d s: %.0f events/s, resident %s MiB, core %s"
              .formatted(
                  sample.second(),
                  sample.eventsPerSecond(),
                  Figures.mib((double) sample.resident()),
                  Figures.percent(sample.coreLoad())));
    }
    return samples;
  }

  private static List<String> complaints(Peer gateway, List<SoakSample> samples)
      throws IOException {
    var complaints = new ArrayList<>(SoakSample.complaints(samples));
    Child child = gateway.child();
    if (child != null) {
      child
          .errors()
          .lines()
          .filter(line -> line.contains("has been blocked"))
          .limit(3)
          .forEach(line -> complaints.add("event loop blocked: " + line));
    }
    return complaints;
  }

  private static TextTable table(List<SoakSample> samples) {
    var table =
        new TextTable(
            List.of(
                "second",
                "resident, MiB",
                "heap, MiB",
                "collected",
                "events/s",
                "errors",
                "delay p99, ms",
                "core"));
    for (SoakSample sample : samples) {
      table.row(
          List.of(
              Long.toString(sample.second()),
              Figures.mib((double) sample.resident()),
              Figures.mib((double) sample.heap()),
              sample.collected() ? "yes" : "",
              "%.0f".formatted(sample.eventsPerSecond()),
              Long.toString(sample.errors()),
              Figures.millis(sample.delay99Nanos()),
              Figures.percent(sample.coreLoad())));
    }
    return table;
  }
}
