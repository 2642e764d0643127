package io.spillway.loadtest.load;

import io.spillway.loadtest.client.RequestRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A run by the second.
 *
 * @param seconds one per second of the run; bounded, a longer run is cut
 */
public record TimeSeries(List<Second> seconds) {
  private static final int SECONDS_MAX = 86_400;

  /**
   * One second.
   *
   * @param arrivals requests planned in it
   * @param inFlight requests open at its end
   * @param ended requests that ended in it
   * @param firstToken times of the requests planned in it
   */
  public record Second(
      int arrivals, int inFlight, LoadSummary.Counts ended, Quantiles firstToken) {}

  /** The series of some records. */
  public static TimeSeries of(Collection<RequestRecord> records) {
    long last = records.stream().mapToLong(r -> second(r.times().end())).max().orElse(-1);
    int length = (int) Math.min(SECONDS_MAX, last + 1);
    var planned = buckets(length);
    var ended = buckets(length);
    var open = new int[length + 1];
    for (RequestRecord record : records) {
      add(planned, second(record.times().intended()), record);
      add(ended, second(record.times().end()), record);
      open[Math.clamp(second(record.times().sent()), 0, length)]++;
      open[Math.clamp(second(record.times().end()), 0, length)]--;
    }
    var seconds = new ArrayList<Second>(length);
    int inFlight = 0;
    for (int i = 0; i < length; i++) {
      inFlight += open[i];
      seconds.add(
          new Second(
              planned.get(i).size(),
              inFlight,
              LoadSummary.of(ended.get(i)).counts(),
              LoadSummary.of(planned.get(i)).latency().firstToken()));
    }
    return new TimeSeries(List.copyOf(seconds));
  }

  private static List<List<RequestRecord>> buckets(int length) {
    var buckets = new ArrayList<List<RequestRecord>>(length);
    for (int i = 0; i < length; i++) {
      buckets.add(new ArrayList<>());
    }
    return buckets;
  }

  private static void add(List<List<RequestRecord>> buckets, long second, RequestRecord record) {
    if (second >= 0 && second < buckets.size()) {
      buckets.get((int) second).add(record);
    }
  }

  private static long second(long nanos) {
    return Math.floorDiv(nanos, 1_000_000_000L);
  }
}
