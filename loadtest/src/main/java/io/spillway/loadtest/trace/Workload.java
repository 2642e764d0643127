package io.spillway.loadtest.trace;

import java.util.Iterator;

/**
 * Conversations drawn from a trace: when each request is sent and what it asks.
 *
 * <ol>
 *   <li>Every arrival of the trace becomes one request, bent in time to the wanted rate ({@link
 *       RateProfile}); bursts stay as they were recorded.
 *   <li>An arrival continues the conversation whose next turn has been due longest; when none is
 *       due it opens a new one.
 *   <li>The lengths are the row's. A later turn's prompt begins with the whole prompt and answer of
 *       the turn before; when that leaves no room in the row's length, the question is short.
 * </ol>
 *
 * Times never depend on answers: a slow server meets the same arrivals as a fast one. The answers
 * in the history are stand-ins of the planned length.
 */
public final class Workload implements Iterable<PlannedRequest> {
  private final Trace trace;
  private final WorkloadSpec spec;

  /** A workload; iterating twice gives the same requests twice. */
  public Workload(Trace trace, WorkloadSpec spec) {
    this.trace = trace;
    this.spec = spec;
  }

  @Override
  public Iterator<PlannedRequest> iterator() {
    return new Draw(trace, spec);
  }
}
