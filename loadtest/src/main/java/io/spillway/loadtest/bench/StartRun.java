package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.process.Child;
import io.spillway.loadtest.bench.wire.BenchEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures the gateway's start: to its listening line, and to ready in front of a ready engine. */
final class StartRun {
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 2;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Site site;
  private final Progress progress;

  StartRun(Site site, Progress progress) {
    this.site = site;
    this.progress = progress;
  }

  /** One start, in milliseconds. */
  private record Times(double listening, double ready) {}

  /** Starts it several times; the table of the results. */
  TextTable run(int repetitions) throws IOException, InterruptedException, BenchFailure {
    var times = new ArrayList<Times>();
    try (BenchEngine engine = BenchEngine.start(1)) {
      for (int i = 1; i <= repetitions; i++) {
        progress.now("start " + i + "/" + repetitions);
        times.add(once(engine.ports()));
      }
    }
    progress.done();
    var table = new TextTable(List.of("from exec, milliseconds", "median", "least", "most"));
    table.row(row("to the listening line", times.stream().map(Times::listening).toList()));
    table.row(row("to /readyz 200", times.stream().map(Times::ready).toList()));
    return table;
  }

  private Times once(List<Integer> pods) throws IOException, InterruptedException, BenchFailure {
    long began = System.nanoTime();
    try (Peer gateway = new Peers(site).launch(pods, site.allCores(), List.of())) {
      Child child = gateway.child();
      double listening = Double.NaN;
      while (System.nanoTime() - began < START_MAX.toNanos() && child != null && child.alive()) {
        double now = (System.nanoTime() - began) / NANOS_PER_MILLI;
        if (Double.isNaN(listening) && child.errors().contains("serving on")) {
          listening = now;
        }
        if (!Ports.ask(gateway.adminPort(), "/readyz").isEmpty()) {
          return new Times(listening, (System.nanoTime() - began) / NANOS_PER_MILLI);
        }
        Thread.sleep(POLL_MILLIS);
      }
      throw new BenchFailure("not ready: " + (child == null ? "" : child.errors().strip()));
    }
  }

  private static List<String> row(String what, List<Double> millis) {
    return List.of(
        what,
        "%.0f".formatted(Median.of(millis)),
        "%.0f".formatted(millis.stream().mapToDouble(Double::doubleValue).min().orElse(0)),
        "%.0f".formatted(millis.stream().mapToDouble(Double::doubleValue).max().orElse(0)));
  }
}
