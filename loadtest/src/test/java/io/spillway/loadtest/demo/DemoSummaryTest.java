package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.client.Outcome.DeclaredError;
import io.spillway.loadtest.client.Outcome.Success;
import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.client.Routing;
import io.spillway.loadtest.demo.PromiseCheck.Facts;
import io.spillway.loadtest.load.LoadSummary;
import io.spillway.loadtest.load.Records;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DemoSummaryTest {
  private static final List<RequestRecord> RECORDS =
      List.of(
          Records.turn(Records.at(0, 0.2, 2, new Success("stop")), 0, 0, "pod-0"),
          overflow(Records.at(1, 0.4, 2, new Success("stop"))),
          Records.turn(Records.at(2, 0.3, 1, new DeclaredError(200, "cut")), 1, 0, "pod-1"));

  @Test
  void statesEveryFigureThatIsPromised() {
    String text = String.join("\n", summary(0).lines(Paint.PLAIN));

    assertThat(text)
        .contains(
            "3: 2 answered, 1 declared errors, 0 lost",
            "cut streams          1",
            "requests to cold pods 0",
            "5 later turns, 4 on the pod of the turn before; 3 of the 3 that nothing gave a reason",
            "overflow share       33.3 %",
            "first token          p50 0.30 s",
            "pods wanted          00:00 2, 00:31 4",
            "as it ran            $0.5000  (pods $0.3000, overflow $0.2000)",
            "pods only            $0.9000  (5 pods",
            "serverless only      $0.8000")
        .doesNotContain("BROKEN");
    assertThat(summary(0).held()).isTrue();
  }

  @Test
  void aBrokenPromiseIsShownAndFailsTheDemo() {
    DemoSummary summary = summary(4);

    assertThat(String.join("\n", summary.lines(Paint.PLAIN)))
        .containsPattern("BROKEN +no request reaches a cold pod +4 did");
    assertThat(summary.held()).isFalse();
  }

  private static DemoSummary summary(int cold) {
    var pods = Set.of("pod-0", "pod-1");
    return new DemoSummary(
        LoadSummary.of(RECORDS),
        new CostComparison(0.3, 0.2, 5, 0.9, 0.8),
        new Facts(3, 2, 0, cold, new SessionsKept(5, 4, 3, 3), pods, pods, OptionalInt.of(0)),
        new TreeMap<>(Map.of(0, 2, 31, 4)));
  }

  private static RequestRecord overflow(RequestRecord record) {
    return new RequestRecord(
        record.planned(),
        record.times(),
        record.status(),
        new Routing("overflow", "rented", "", 0, 1),
        record.usage(),
        record.outcome());
  }
}
