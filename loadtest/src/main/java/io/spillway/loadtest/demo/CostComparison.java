package io.spillway.loadtest.demo;

import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.client.RequestRecord.Times;
import java.util.Collection;

/**
 * The same traffic paid for in three ways.
 *
 * @param podsUsd the demo's own pods, for the whole time
 * @param overflowUsd what the gateway counted for overflow
 * @param podsOnlyCount pods that would have had a slot for every request at the peak
 * @param podsOnlyUsd those pods for the whole time
 * @param serverlessOnlyUsd all requests on the target
 */
record CostComparison(
    double podsUsd,
    double overflowUsd,
    int podsOnlyCount,
    double podsOnlyUsd,
    double serverlessOnlyUsd) {
  /** How pods only is computed. */
  static final String PODS_ONLY = "slots for the busiest second's mean of open requests";

  /** How serverless only is computed. */
  static final String SERVERLESS_ONLY =
      "each second the workers that hold its open requests, kept 5 s idle, no cold starts";

  private static final int IDLE_SECONDS = 5;

  /**
   * What is paid for.
   *
   * @param pods the demo's own
   * @param slotsPerPod requests one of them may have
   * @param seconds they ran
   * @param overflowUsd what the gateway counted for overflow
   */
  record Bill(int pods, int slotsPerPod, double seconds, double overflowUsd) {}

  /** Compares over the records of a run. */
  static CostComparison of(Collection<RequestRecord> records, Bill bill, Prices prices) {
    double[] open = open(records, (int) Math.ceil(bill.seconds()));
    double peak = 0;
    for (double mean : open) {
      peak = Math.max(peak, mean);
    }
    int needed = (int) Math.max(1, Math.ceil(peak / bill.slotsPerPod() - 1e-9));
    return new CostComparison(
        prices.podsUsd(bill.pods(), bill.seconds()),
        bill.overflowUsd(),
        needed,
        prices.podsUsd(needed, bill.seconds()),
        workerSeconds(open, prices.requestsPerWorker()) * prices.usdPerWorkerSecond());
  }

  double totalUsd() {
    return podsUsd + overflowUsd;
  }

  /** The mean number of open requests in each second; waiting in the gateway does not count. */
  private static double[] open(Collection<RequestRecord> records, int seconds) {
    var open = new double[seconds];
    for (RequestRecord record : records) {
      Times times = record.times();
      double from = times.sent() / 1e9 + record.routing().queueMs() / 1e3;
      double to = times.end() / 1e9;
      for (int i = (int) Math.max(0, from); i < Math.min(seconds, to); i++) {
        open[i] += Math.max(0, Math.min(to, i + 1) - Math.max(from, i));
      }
    }
    return open;
  }

  private static double workerSeconds(double[] open, int requestsPerWorker) {
    double sum = 0;
    for (int i = 0; i < open.length; i++) {
      double held = 0;
      for (int j = Math.max(0, i - IDLE_SECONDS); j <= i; j++) {
        held = Math.max(held, Math.ceil(open[j] / requestsPerWorker - 1e-9));
      }
      sum += held;
    }
    return sum;
  }
}
