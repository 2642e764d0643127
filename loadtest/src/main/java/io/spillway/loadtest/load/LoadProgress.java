package io.spillway.loadtest.load;

import io.spillway.loadtest.client.LoadListener;
import io.spillway.loadtest.client.Outcome;
import io.spillway.loadtest.client.RequestRecord;
import io.spillway.loadtest.trace.PlannedRequest;

/** Counts a run's requests as they go; read from another thread. */
final class LoadProgress implements LoadListener {
  private int sent;
  private int success;
  private int declared;
  private int lost;
  private int cancelled;
  private int open;

  @Override
  public synchronized void sent(PlannedRequest request) {
    sent++;
    open++;
  }

  @Override
  public synchronized void ended(RequestRecord request) {
    open -= request.sent() ? 1 : 0;
    switch (request.outcome()) {
      case Outcome.Success _ -> success++;
      case Outcome.DeclaredError _ -> declared++;
      case Outcome.Lost _ -> lost++;
      case Outcome.Cancelled _ -> cancelled++;
    }
  }

  /** One line on where the run stands. */
  synchronized String line(long second) {
    return Words.say(
        "%5d s  %6d sent  %5d in flight  %6d success  %4d errors  %4d lost  %4d cancelled",
        second, sent, open, success, declared, lost, cancelled);
  }
}
