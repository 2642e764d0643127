package io.spillway.loadtest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.ProfileCatalog;
import io.spillway.loadtest.trace.BlockTrace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoutingReportTest {
  private static final Comparison COMPARISON =
      new Comparison(
          ProfileCatalog.defaultProfile(),
          List.of(new FleetSize(2, 800)),
          Candidate.ALL,
          Comparison.seeds(1, 2));

  @Test
  void writesTheSameBytesEveryTime() {
    assertThat(report()).isEqualTo(report());
  }

  @Test
  void namesEveryPolicyInTableAndPlot() {
    String report = report();
    for (Candidate candidate : Candidate.ALL) {
      assertThat(report).contains("| " + candidate.name() + " | ");
      assertThat(report).contains("<title>" + candidate.name() + "</title>");
    }
  }

  @Test
  void theReportCheckedInIsOfTheseFleetsAndPolicies() throws Exception {
    String checkedIn = Files.readString(Path.of("routing", "REPORT.md"));
    for (FleetSize size : Comparison.SIZES) {
      assertThat(checkedIn)
          .contains("## %d pods with %d blocks".formatted(size.pods(), size.blocks()));
    }
    for (Candidate candidate : Candidate.ALL) {
      assertThat(checkedIn).contains("| " + candidate.name() + " | " + candidate.what() + " |");
    }
  }

  private static String report() {
    var fleets = COMPARISON.run(BlockTrace.mooncakeConversation().first(120), _ -> {});
    return MarkdownReport.of(COMPARISON, fleets, "plot.svg") + HitPlot.of(fleets);
  }
}
