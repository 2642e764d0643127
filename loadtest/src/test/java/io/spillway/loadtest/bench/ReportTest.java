package io.spillway.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.loadtest.bench.wire.DelayHistogram;
import io.spillway.loadtest.bench.wire.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
  @Test
  void takesTheMedianAndLeavesOutWhatIsNoNumber() {
    assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Median.of(List.of(9.0, 1.0, Double.NaN))).isEqualTo(5);
    assertThat(Median.of(List.of())).isNaN();
  }

  @Test
  void findsTheSlopeOfALineAmongNoise() {
    var points =
        List.of(
            new Slope.Point(0, 5),
            new Slope.Point(1, 8),
            new Slope.Point(2, 8),
            new Slope.Point(3, 11));
    assertThat(Slope.of(points)).isCloseTo(1.8, within(1e-9));
    assertThat(Slope.of(points.subList(0, 1))).isZero();
  }

  @Test
  void alignsColumnsAndWritesMarkdown() {
    var table = new TextTable(List.of("per", "us"));
    table.row(List.of("event", "7.5"));
    table.row(List.of("request", "120.0"));
    assertThat(table.text()).isEqualTo("  per         us\n  event      7.5\n  request  120.0\n");
    assertThat(table.markdown())
        .isEqualTo("| per | us |\n|---|---:|\n| event | 7.5 |\n| request | 120.0 |\n");
  }

  @Test
  void comparesMediansWithTheOtherPeers() {
    var results = new Results();
    for (double seconds : new double[] {0.3, 9, 0.3}) {
      results.add(measurement(PeerNames.GATEWAY, seconds, 2_000_000));
      results.add(measurement(PeerNames.RELAY, 0.2, 1_500_000));
      results.add(measurement(PeerNames.NGINX, 0.1, 1_200_000));
      results.add(measurement(PeerNames.DIRECT, 0, 1_000_000));
    }
    String text =
        new Report(results, List.of(PeerNames.GATEWAY, PeerNames.RELAY, PeerNames.NGINX))
            .markdown();
    assertThat(text)
        .contains("| 300.0 | 30 % | 200.0 | 20 % | 100.0 | 10 % | 1.50 | 3.00 | 5 % |")
        .contains("| event, 300 streams x 50/s | gateway | - | - | 1.0")
        .doesNotContain("Memory")
        .doesNotContain("fleet");
  }

  @Test
  void marksDelaysThatWereTakenAboveTheHeadroom() {
    var results = new Results();
    results.add(measurement(PeerNames.GATEWAY, 0.61, 1));
    results.add(measurement(PeerNames.DIRECT, 0, 1));
    assertThat(new Report(results, List.of(PeerNames.GATEWAY)).text()).contains("61 % !");
  }

  @Test
  void complainsOfMemoryThatGrowsAfterTheFirstQuarter() {
    assertThat(SoakSample.complaints(samples(0, 500))).isEmpty();
    assertThat(SoakSample.complaints(samples(1, 0)))
        .singleElement()
        .asString()
        .startsWith("resident memory grows by 6.0 MiB a minute");
  }

  @Test
  void takesASmallRiseInAShortTimeForNoise() {
    assertThat(SoakSample.complaints(samples(1, 0).subList(0, 5))).isEmpty();
  }

  @Test
  void complainsOfRequestsThatFailed() {
    var failed = new SoakSample(400, 1 << 20, 1 << 20, true, 1e4, 3, 1e6, 0.5);
    assertThat(SoakSample.complaints(List.of(failed))).containsExactly("3 requests failed");
  }

  @Test
  void countsThePodsThatServe() {
    assertThat(
            Peers.serving(
                "[{\"state\":\"serving\"},{\"state\":\"warming\"},{\"state\":\"serving\"}]"))
        .isEqualTo(2);
  }

  private static List<SoakSample> samples(int growMib, int warmupMib) {
    return java.util.stream.IntStream.rangeClosed(1, 40)
        .mapToObj(i -> {
          long resident = (long) (600 + growMib * i - (i <= 10 ? warmupMib : 0)) << 20;
          return new SoakSample(10L * i, resident, 30L << 20, i % 6 == 0, 1e4, 0, 1e6, 0.5);
        })
        .toList();
  }

  /** One second with 1,000 events, all with the same delay. */
  private static Measurement measurement(String peer, double coreSeconds, long delayNanos) {
    var delays = new DelayHistogram();
    delays.add(delayNanos);
    var tally = new Tally(10, 1000, 0, new DelayHistogram(), new DelayHistogram(), delays);
    return new Measurement(peer, Scenario.EVENTS_50, 1, 1, coreSeconds, 0.5, 0.05, tally);
  }
}
