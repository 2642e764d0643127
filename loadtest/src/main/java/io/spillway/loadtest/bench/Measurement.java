package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.wire.Tally;

/**
 * What one peer did under one load in one span of time.
 *
 * @param seconds the span's length
 * @param coreSeconds time of the peer's processes on their core
 * @param ownSeconds time of engine and client on theirs
 * @param otherShare how much of all cores went to processes that do not belong to the run
 */
record Measurement(
    String peer,
    Scenario scenario,
    int repetition,
    double seconds,
    double coreSeconds,
    double ownSeconds,
    double otherShare,
    Tally tally) {

  /** Requests or events, whichever the load counts. */
  long units() {
    return scenario.perEvent() ? tally.events() : tally.requests();
  }

  /** Time on the core per request or event; NaN for the direct path. */
  double microsPerUnit() {
    return units() == 0 || coreSeconds == 0 ? Double.NaN : coreSeconds * 1e6 / units();
  }

  /** Share of its core the peer used. */
  double coreLoad() {
    return coreSeconds / seconds;
  }
}
