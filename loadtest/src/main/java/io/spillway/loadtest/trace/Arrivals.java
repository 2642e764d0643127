package io.spillway.loadtest.trace;

import java.util.List;

/**
 * The trace's arrivals, bent in time to a rate profile.
 *
 * <p>The recorded gaps are kept in units of the mean gap, so that bursts stay as sharp as they
 * were; only the clock runs faster or slower. The mean is that of the rows a run will use, so that
 * a short run has the rate it was asked for. After its last row the trace starts again.
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
  private final double wrapGapMs;
  private final double meanGapMs;
  private int next;
  private double count;

  /**
   * Arrivals from one row on.
   *
   * @param rowsExpected rows the run will use
   */
  Arrivals(Trace trace, RateProfile rate, int firstRow, double rowsExpected) {
    this.rows = trace.rows();
    this.rate = rate;
    this.next = Math.floorMod(firstRow, rows.size());
    this.wrapGapMs = 1000 / trace.ratePerSecond();
    this.meanGapMs = meanGapMs((int) Math.clamp(rowsExpected, 1, rows.size()));
  }

  /** The next arrival; its second is infinite once the rate is zero for ever. */
  Arrival next() {
    var arrival = new Arrival(rate.secondOf(count), rows.get(next));
    count += gapMs(next) / meanGapMs;
    next = (next + 1) % rows.size();
    return arrival;
  }

  private double meanGapMs(int window) {
    double sum = 0;
    for (int i = 0; i < window; i++) {
      sum += gapMs((next + i) % rows.size());
    }
    // Rows that all arrive at one moment have no mean gap of their own.
    return sum > 0 ? sum / window : wrapGapMs;
  }

  /** The gap after a row; between the last row and the first lies one mean gap. */
  private double gapMs(int row) {
    return row + 1 == rows.size()
        ? wrapGapMs
        : rows.get(row + 1).arrivalMs() - rows.get(row).arrivalMs();
  }
}
