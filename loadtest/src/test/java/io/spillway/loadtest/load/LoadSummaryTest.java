package io.spillway.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.loadtest.client.CancelReason;
import io.spillway.loadtest.client.LostReason;
import io.spillway.loadtest.client.Outcome.Cancelled;
import io.spillway.loadtest.client.Outcome.DeclaredError;
import io.spillway.loadtest.client.Outcome.Lost;
import io.spillway.loadtest.client.Outcome.Success;
import io.spillway.loadtest.client.RequestRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadSummaryTest {
  private static final List<RequestRecord> RECORDS =
      List.of(
          Records.at(0, 0.1, 1, new Success("stop")),
          Records.at(0.5, 0.3, 2, new Success("length")),
          Records.at(1, 0.2, 3, new DeclaredError(200, "broken")),
          Records.at(1, -1, 3, new DeclaredError(503, "full")),
          Records.at(2, 0.1, 1, new Lost(LostReason.NO_DONE, "x")),
          Records.at(2, 0.1, 1, new Cancelled(CancelReason.IN_FLIGHT_BOUND)));

  @Test
  void everyRecordIsInOneCount() {
    var counts = LoadSummary.of(RECORDS).counts();

    assertThat(counts).isEqualTo(new LoadSummary.Counts(2, 2, 1, 1, 1));
    assertThat(counts.all()).isEqualTo(RECORDS.size());
  }

  @Test
  void problemsAreNamed() {
    assertThat(LoadSummary.of(RECORDS).problems())
        .containsOnlyKeys(
            "declared: 200 broken",
            "declared: 503 full",
            "lost: no done",
            "cancelled: in flight bound");
  }

  @Test
  void latencyCountsFromThePlannedStart() {
    var latency = LoadSummary.of(RECORDS).latency();

    assertThat(latency.total().count()).isEqualTo(2);
    assertThat(latency.total().max()).isCloseTo(2, within(1e-6));
    assertThat(latency.firstToken().p50()).isCloseTo(0.1, within(1e-6));
  }

  @Test
  void sessionsCountOnlyTurnsWithTheTurnBefore() {
    RequestRecord any = RECORDS.getFirst();

    Sessions sessions =
        Sessions.of(
            List.of(
                Records.turn(any, 1, 1, "a"),
                Records.turn(any, 1, 0, "a"),
                Records.turn(any, 1, 2, "b"),
                Records.turn(any, 2, 1, "a"),
                Records.turn(any, 3, 0, "a"),
                Records.turn(any, 3, 1, "")));

    assertThat(sessions).isEqualTo(new Sessions(2, 1));
    assertThat(sessions.share()).isEqualTo(0.5);
  }

  @Test
  void quantilesAreNearestRanks() {
    Quantiles q = Quantiles.of(5, 1, 4, 2, 3);

    assertThat(q).isEqualTo(new Quantiles(5, 3, 5, 5, 5, 5));
    assertThat(Quantiles.of()).isEqualTo(new Quantiles(0, 0, 0, 0, 0, 0));
  }
}
