package io.spillway.loadtest.routing;

/**
 * The pod with the least of wait, own work and a price on the work that a better cached pod would
 * save: {@code wait + work + k * mean * (work - least work)}. The mean is of all pods' backlogs in
 * seconds, as a moving average over the requests; so the price rises with the load. With {@code k}
 * zero, the pod whose first token should come first.
 */
final class WeighedAffinity implements RoutingPolicy {
  private static final double KEPT = 0.98;

  private final PrefixIndex index;
  private final PrefillCost cost;
  private final double k;
  private final Backlog backlog;
  private final Turns turns = new Turns();
  private double meanSeconds;

  WeighedAffinity(FleetSize size, PrefillCost cost, double k) {
    index = new PrefixIndex(size);
    this.cost = cost;
    this.k = k;
    backlog = new Backlog(size.pods());
  }

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    meanSeconds = KEPT * meanSeconds + (1 - KEPT) * backlog.mean(nowNanos);
    var work = new double[fleet.pods()];
    double least = Double.MAX_VALUE;
    for (int pod = 0; pod < work.length; pod++) {
      work[pod] = cost.seconds(arrival.promptTokens(), index.cachedTokens(arrival, pod));
      least = Math.min(least, work[pod]);
    }
    double best = least;
    int pod =
        turns.least(
            work.length,
            each ->
                backlog.seconds(each, nowNanos)
                    + work[each]
                    + k * meanSeconds * (work[each] - best));
    backlog.sent(arrival, pod, work[pod], nowNanos);
    index.sent(arrival, pod);
    return pod;
  }

  @Override
  public void firstToken(Arrival arrival, int pod, long nowNanos) {
    backlog.done(arrival, pod, nowNanos);
  }
}
