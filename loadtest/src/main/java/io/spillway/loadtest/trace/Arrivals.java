package io.spillway.loadtest.trace;

import java.util.List;

/**
 * The trace's arrivals, bent in time to a rate profile.
 *
 * <p>The recorded gaps are kept in units of the mean gap, so that bursts stay as sharp as they
 * were; only the clock runs faster or slower. After its last row the trace starts again.
 */
final class Arrivals {
  /**
   * One arrival.
   *
   * @param second since the start
   * @param row whose lengths it has
   */
  record Arrival(double second, TraceRow row) {}

  private final List<TraceRow> rows;
  private final RateProfile rate;
  private final double meanGapMs;
  private int next;
  private double count;

  Arrivals(Trace trace, RateProfile rate, int firstRow) {
    this.rows = trace.rows();
    this.rate = rate;
    this.meanGapMs = 1000 / trace.ratePerSecond();
    this.next = Math.floorMod(firstRow, rows.size());
  }

  /** The next arrival; its second is infinite once the rate is zero for ever. */
  Arrival next() {
    var arrival = new Arrival(rate.secondOf(count), rows.get(next));
    int following = (next + 1) % rows.size();
    // Between the last row and the first lies one mean gap.
    count +=
        following == 0
            ? 1
            : (rows.get(following).arrivalMs() - rows.get(next).arrivalMs()) / meanGapMs;
    next = following;
    return arrival;
  }
}
