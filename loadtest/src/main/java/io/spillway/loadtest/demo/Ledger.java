package io.spillway.loadtest.demo;

import io.spillway.loadtest.client.LoadListener;
import io.spillway.loadtest.client.Outcome;
import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.demo.DemoSnapshot.Traffic;
import io.spillway.loadtest.load.LoadSummary;
import io.spillway.loadtest.load.LoadSummary.Counts;
import io.spillway.loadtest.trace.PlannedRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What the client has seen so far; written by the run's event loop, read by the main thread. */
final class Ledger implements LoadListener {
  private static final long RECENT_NANOS = 10_000_000_000L;

  private final Deque<RequestRecord> recent = new ArrayDeque<>();
  private int sent;
  private Counts counts = new Counts(0, 0, 0, 0, 0);

  @Override
  public synchronized void sent(PlannedRequest request) {
    sent++;
  }

  @Override
  public synchronized void ended(RequestRecord request) {
    sent += request.sent() ? 0 : 1;
    Counts one = LoadSummary.of(List.of(request)).counts();
    counts =
        new Counts(
            counts.success() + one.success(),
            counts.declared() + one.declared(),
            counts.cut() + one.cut(),
            counts.lost() + one.lost(),
            counts.cancelled() + one.cancelled());
    recent.addLast(request);
    while (recent.getFirst().times().end() < request.times().end() - RECENT_NANOS) {
      recent.removeFirst();
    }
  }

  /** How traffic stands, {@code nanos} after the run's start. */
  synchronized Traffic traffic(long nanos) {
    List<RequestRecord> late =
        recent.stream().filter(r -> r.times().end() >= nanos - RECENT_NANOS).toList();
    long answered = late.stream().filter(r -> r.outcome() instanceof Outcome.Success).count();
    long own =
        late.stream()
            .filter(r -> r.outcome() instanceof Outcome.Success)
            .filter(r -> r.routing().tier().equals("self-hosted"))
            .count();
    double share = answered == 0 ? -1 : own / (double) answered;
    return new Traffic(
        sent - counts.all(), counts, share, LoadSummary.of(late).latency().firstToken());
  }
}
