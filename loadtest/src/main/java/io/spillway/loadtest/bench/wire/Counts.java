package io.spillway.loadtest.bench.wire;

/** Counts what comes, on a client's event loop. */
final class Counts {
  private long requests;
  private long events;
  private long errors;
  private DelayHistogram latency = new DelayHistogram();
  private DelayHistogram firstToken = new DelayHistogram();
  private DelayHistogram eventDelay = new DelayHistogram();

  void answered(long nanos) {
    requests++;
    latency.add(nanos);
  }

  void failed() {
    errors++;
  }

  void first(long sinceRequestNanos) {
    events++;
    firstToken.add(sinceRequestNanos);
  }

  void event(long delayNanos) {
    events++;
    eventDelay.add(delayNanos);
  }

  /** Hands over what was counted and begins anew. */
  Tally take() {
    var taken = new Tally(requests, events, errors, latency, firstToken, eventDelay);
    requests = 0;
    events = 0;
    errors = 0;
    latency = new DelayHistogram();
    firstToken = new DelayHistogram();
    eventDelay = new DelayHistogram();
    return taken;
  }
}
