package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.loadtest.client.Outcome.Success;
import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.demo.CostComparison.Bill;
import io.spillway.loadtest.load.Records;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CostComparisonTest {
  private static final Prices PRICES = new Prices(3600, 2, 4);

  @Test
  void podsOnlyHasASlotForEveryRequestOfTheBusiestSecond() {
    CostComparison cost = compare(requests(17, 10, 2), 60);

    assertThat(cost.podsOnlyCount()).isEqualTo(3);
    assertThat(cost.podsOnlyUsd()).isCloseTo(3 * 60, within(1e-6));
    assertThat(cost.podsUsd()).isCloseTo(2 * 60, within(1e-6));
    assertThat(cost.totalUsd()).isCloseTo(2 * 60 + 1.5, within(1e-6));
  }

  @Test
  void serverlessOnlyPaysWorkersWhileTheyWorkAndIdle() {
    CostComparison cost = compare(requests(5, 10, 3), 60);

    double workerSeconds = 2 * 3 + 2 * 5;
    assertThat(cost.serverlessOnlyUsd()).isCloseTo(2 * workerSeconds, within(1e-6));
  }

  @Test
  void noTrafficNeedsOnePodAndNoWorker() {
    CostComparison cost = compare(List.of(), 60);

    assertThat(cost.podsOnlyCount()).isEqualTo(1);
    assertThat(cost.serverlessOnlyUsd()).isZero();
  }

  private static CostComparison compare(List<RequestRecord> records, double seconds) {
    return CostComparison.of(records, new Bill(2, 8, seconds, 1.5), PRICES);
  }

  private static List<RequestRecord> requests(int count, double second, double length) {
    var records = new ArrayList<RequestRecord>();
    for (int i = 0; i < count; i++) {
      records.add(Records.at(second, 0.1, length, new Success("stop")));
    }
    return records;
  }
}
