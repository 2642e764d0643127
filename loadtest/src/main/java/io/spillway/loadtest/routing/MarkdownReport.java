package io.spillway.loadtest.routing;

import io.spillway.loadtest.load.Words;
import java.util.List;
import java.util.stream.Collectors;

/** The comparison as tables of text. It says nothing of when, where or how fast it was made. */
final class MarkdownReport {
  private MarkdownReport() {}

  static String of(Comparison comparison, List<FleetStandings> fleets, String plot) {
    var text = new StringBuilder("# Routing replay: results\n\n");
    text.append(
        "Written by `loadtest/routing/run`; `README.md` beside it says what is measured.\n");
    text.append(
        "Engine `%s`, seeds %s; a figure is the mean over the seeds ± half their range.\n\n"
            .formatted(comparison.kind().name(), seeds(comparison)));
    text.append("![Hit ratio against the 99th percentile](%s)\n\n".formatted(plot));
    text.append("| policy | takes |\n|---|---|\n");
    for (Candidate candidate : comparison.policies()) {
      text.append("| %s | %s |\n".formatted(candidate.name(), candidate.what()));
    }
    for (FleetStandings fleet : fleets) {
      fleet(text, fleet);
    }
    return text.toString();
  }

  private static void fleet(StringBuilder text, FleetStandings fleet) {
    text.append(
        "\n## %d pods with %d blocks each\n\nOne pooled cache would hold %s %% of the prompt tokens.\n\n"
            .formatted(fleet.size().pods(), fleet.size().blocks(), fleet.pooledPercent().text(1)));
    text.append("| policy | hit % | of pooled % | mean s | p50 s | p95 s | p99 s |\n");
    text.append("|---|---:|---:|---:|---:|---:|---:|\n");
    for (Standing standing : fleet.standings()) {
      double share = 100 * standing.hitPercent().mean() / fleet.pooledPercent().mean();
      text.append(
          "| %s | %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  standing.policy(),
                  standing.hitPercent().text(1),
                  Words.say("%.0f", share),
                  standing.mean().text(2),
                  standing.p50().text(2),
                  standing.p95().text(1),
                  standing.p99().text(1)));
    }
  }

  private static String seeds(Comparison comparison) {
    return comparison.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
