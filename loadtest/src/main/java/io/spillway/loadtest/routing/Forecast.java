package io.spillway.loadtest.routing;

import java.util.Arrays;

/** Foresees waits and work in seconds, from what was sent to each pod and what came back. */
final class Forecast {
  private final PrefixIndex index;
  private final PrefillCost cost;
  private final Backlog backlog;
  private final int pods;

  Forecast(FleetSize size, PrefillCost cost) {
    index = new PrefixIndex(size);
    this.cost = cost;
    backlog = new Backlog(size.pods());
    pods = size.pods();
  }

  /** What each pod would mean for a request. */
  Outlook outlook(Arrival arrival, long now) {
    var wait = new double[pods];
    var work = new double[pods];
    for (int pod = 0; pod < pods; pod++) {
      wait[pod] = backlog.seconds(pod, now);
      work[pod] = cost.seconds(arrival.promptTokens(), index.cachedTokens(arrival, pod));
    }
    return new Outlook(
        wait, work, Arrays.stream(wait).min().orElse(0), Arrays.stream(work).min().orElse(0));
  }

  /** Mean wait over the pods. */
  double meanWait(long now) {
    return backlog.mean(now);
  }

  /** A request was sent to a pod, as foreseen. */
  void sent(Arrival arrival, int pod, Outlook outlook, long now) {
    backlog.sent(arrival, pod, outlook.work()[pod], now);
    index.sent(arrival, pod);
  }

  /** A request's first token came. */
  void firstToken(Arrival arrival, int pod, long now) {
    backlog.done(arrival, pod, now);
  }
}
