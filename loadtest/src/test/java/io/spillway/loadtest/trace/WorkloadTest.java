package io.spillway.loadtest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.loadtest.trace.RateProfile.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WorkloadTest {
  private static final Trace TRACE = Trace.azureConversations();

  @Test
  void theSameSeedGivesTheSameRequests() {
    var workload = new Workload(TRACE, spec(10, 60, 0.05, 7));

    assertThat(workload).containsExactlyElementsOf(new Workload(TRACE, spec(10, 60, 0.05, 7)));
    assertThat(list(workload)).isNotEqualTo(list(new Workload(TRACE, spec(10, 60, 0.05, 8))));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.loadtest.Seeds#seeds")
  void theRateIsTheOneAskedForHoweverShortTheRun(long seed) {
    assertThat(list(new Workload(TRACE, spec(5, 60, 0, seed)))).hasSizeBetween(299, 301);
  }

  @Test
  void burstsStayAsSharpAsRecorded() {
    double recorded =
        dispersion(TRACE.rows().stream().map(r -> r.arrivalMs() / 1000.0).toList(), 10);

    List<Double> faster =
        list(new Workload(TRACE, spec(4 * TRACE.ratePerSecond(), 3500 / 4.0, 0, 1))).stream()
            .map(r -> r.atNanos() / 1e9)
            .toList();

    assertThat(dispersion(faster, 10 / 4.0)).isCloseTo(recorded, within(0.15 * recorded));
    assertThat(recorded).isGreaterThan(3);
  }

  @Test
  void lengthsAreTheTraces() {
    List<PlannedRequest> requests = list(new Workload(TRACE, spec(20, 900, 0, 3)));

    double input = requests.stream().mapToInt(r -> r.prompt().tokens()).average().orElseThrow();
    double output =
        requests.stream().mapToInt(PlannedRequest::outputTokens).average().orElseThrow();

    assertThat(input).isCloseTo(1155, within(60.0));
    assertThat(output).isCloseTo(211, within(15.0));
  }

  @Test
  void theRateFollowsItsProfile() {
    var hill = new RateProfile(List.of(new Point(0, 0), new Point(100, 100)));
    var spec = new WorkloadSpec(hill, Duration.ofSeconds(100), 100_000, 0, 1);

    long firstHalf =
        list(new Workload(TRACE, spec)).stream().filter(r -> r.atNanos() < 50e9).count();

    assertThat(firstHalf).isBetween(900L, 1600L);
  }

  @Test
  void conversationsHaveTheRecordedNumberOfTurns() {
    List<PlannedRequest> requests = list(new Workload(TRACE, spec(20, 1800, 0.02, 5)));

    long sessions = requests.stream().mapToInt(PlannedRequest::session).distinct().count();

    assertThat(requests.size() / (double) sessions).isCloseTo(1.63, within(0.1));
  }

  @Test
  void withoutConversationsEveryRequestStandsAlone() {
    assertThat(list(new Workload(TRACE, spec(20, 60, 0, 5))))
        .allSatisfy(r -> assertThat(r.turn()).isZero())
        .extracting(PlannedRequest::session)
        .doesNotHaveDuplicates();
  }

  @Test
  void theNumberOfRequestsIsBounded() {
    var spec = new WorkloadSpec(RateProfile.constant(1000), Duration.ofHours(1), 50, 0.1, 1);

    assertThat(list(new Workload(TRACE, spec))).hasSize(50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.loadtest.Seeds#seeds")
  void aLaterTurnBeginsWithTheWholeTurnBefore(long seed) {
    Map<Integer, PlannedRequest> last = new HashMap<>();
    long before = 0;
    for (PlannedRequest request : new Workload(TRACE, spec(20, 30, 0.02, seed))) {
      assertThat(request.atNanos()).isGreaterThanOrEqualTo(before);
      assertThat(request.prompt().tokens()).isBetween(1, 15_000);
      assertThat(request.outputTokens()).isPositive();
      before = request.atNanos();
      PlannedRequest previous = last.put(request.session(), request);
      assertThat(request.turn()).isEqualTo(previous == null ? 0 : previous.turn() + 1);
      if (previous != null) {
        List<Message> earlier = previous.prompt().messages();
        List<Message> now = request.prompt().messages();
        assertThat(now.subList(0, earlier.size())).isEqualTo(earlier);
        assertThat(now).hasSize(earlier.size() + 2);
        assertThat(now.get(earlier.size()).role()).isEqualTo("assistant");
      }
    }
    assertThat(last.values()).anySatisfy(r -> assertThat(r.turn()).isPositive());
  }

  @Test
  void aPromptsTextIsAsLongAsItsTokensSay() {
    for (PlannedRequest request : new Workload(TRACE, spec(20, 5, 0.02, 1))) {
      int chars = request.prompt().messages().stream().mapToInt(m -> m.content().length()).sum();
      assertThat(chars).isEqualTo(request.prompt().tokens() * FillerText.TOKEN_CHARS);
    }
  }

  private static WorkloadSpec spec(double rate, double seconds, double gapScale, long seed) {
    var length = Duration.ofMillis((long) (seconds * 1000));
    return new WorkloadSpec(RateProfile.constant(rate), length, 1_000_000, gapScale, seed);
  }

  private static List<PlannedRequest> list(Workload workload) {
    var all = new ArrayList<PlannedRequest>();
    workload.forEach(all::add);
    return all;
  }

  /** Variance over mean of the counts per bin; 1 for a Poisson process. */
  private static double dispersion(List<Double> seconds, double bin) {
    var counts = new int[(int) (seconds.getLast() / bin)];
    for (double second : seconds) {
      if ((int) (second / bin) < counts.length) {
        counts[(int) (second / bin)]++;
      }
    }
    double mean = Arrays.stream(counts).average().orElseThrow();
    double variance =
        Arrays.stream(counts).mapToDouble(c -> (c - mean) * (c - mean)).average().orElseThrow();
    return variance / mean;
  }
}
