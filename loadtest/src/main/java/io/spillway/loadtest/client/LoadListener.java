package io.spillway.loadtest.client;

import io.spillway.loadtest.trace.PlannedRequest;

/** Hears of every request as it is sent and as it ends, on the run's event loop. */
public interface LoadListener {
  /** A request was sent. */
  void sent(PlannedRequest request);

  /** A request ended; also one that was never sent. */
  void ended(RequestRecord request);
}
