package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.process.CoreTime;
import io.spillway.loadtest.bench.profile.Recording;
import io.spillway.loadtest.bench.profile.StackCounts;
import io.spillway.loadtest.bench.wire.BenchClient;
import io.spillway.loadtest.bench.wire.BenchEngine;
import io.spillway.loadtest.bench.wire.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Records the gateway under one load and says where its time and its allocations go. */
final class ProfileRun {
  private static final int PACKAGES = 16;
  private static final int METHODS = 30;
  private static final Duration WARMUP = Duration.ofSeconds(10);

  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final Peers peers;
  private final Site site;
  private final Progress progress;

  ProfileRun(Site site, Progress progress) {
    this.site = site;
    this.peers = new Peers(site);
    this.progress = progress;
  }

  /** Records for a while; the findings as text. */
  String run(Scenario scenario, Duration time)
      throws IOException, InterruptedException, BenchFailure {
    try (BenchEngine engine = BenchEngine.start(1);
        Peer gateway = peers.gateway(engine.ports());
        var client = BenchClient.start(gateway.port(), scenario.load())) {
      progress.now("warming up");
      Thread.sleep(WARMUP);
      progress.now("recording " + scenario.label());
      Recording.start(gateway.pid());
      // Starting the recorder stops the gateway for a moment; what piled up then is not measured.
      Thread.sleep(SETTLE);
      client.take();
      double before = CoreTime.ofTree(gateway.pid());
      Thread.sleep(time);
      Tally tally = client.take();
      double core = CoreTime.ofTree(gateway.pid()) - before;
      var recording =
          Recording.stop(
              gateway.pid(), site.folder().resolve("profile-" + scenario.label() + ".jfr"));
      progress.done();
      long units = scenario.perEvent() ? tally.events() : tally.requests();
      return text(scenario, recording, units, core * 1e6 / units);
    }
  }

  private static String text(
      Scenario scenario, Recording recording, long units, double microsPerUnit) {
    var text = new StringBuilder();
    StackCounts time = recording.time();
    StackCounts bytes = recording.allocation();
    double bytesPerUnit = (double) bytes.total() / units;
    text.append(
        "%s: %d units, %.1f us each while recording, %d time samples, about %.0f bytes allocated each%n"
            .formatted(scenario.title(), units, microsPerUnit, time.total(), bytesPerUnit));
    section(text, "Time by package (innermost frame)", time.areas(PACKAGES), microsPerUnit, "us");
    section(text, "Time by method (innermost frame)", time.innermost(METHODS), microsPerUnit, "us");
    section(
        text,
        "Time within our methods, callees included",
        time.within(2 * METHODS),
        microsPerUnit,
        "us");
    section(text, "Time by our innermost method", time.causes(METHODS), microsPerUnit, "us");
    section(text, "Bytes by our innermost method", bytes.causes(METHODS), bytesPerUnit, "B");
    section(text, "Bytes by method (innermost frame)", bytes.innermost(METHODS), bytesPerUnit, "B");
    classes(text, recording, units);
    return text.toString();
  }

  private static void section(
      StringBuilder text, String title, List<StackCounts.Share> shares, double whole, String unit) {
    var table = new TextTable(List.of(title, "share", unit + " each"));
    shares.forEach(share ->
        table.row(
            List.of(
                share.name(),
                "%.1f %%".formatted(100 * share.share()),
                "%.2f".formatted(share.share() * whole))));
    text.append('\n').append(table.text());
  }

  private static void classes(StringBuilder text, Recording recording, long units) {
    var table = new TextTable(List.of("Bytes by class", "B each"));
    recording.classes().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(METHODS)
        .forEach(entry ->
            table.row(
                List.of(entry.getKey(), "%.0f".formatted((double) entry.getValue() / units))));
    text.append('\n').append(table.text());
  }
}
