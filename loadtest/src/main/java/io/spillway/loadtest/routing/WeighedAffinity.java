package io.spillway.loadtest.routing;

/**
 * The pod with the least of wait, own work and a price on the work that a better cached pod would
 * save: {@code wait + work + k * mean * (work - least work)}. The mean is of all pods' backlogs in
 * seconds, as a moving average over the requests; so the price rises with the load. With {@code k}
 * zero, the pod whose first token should come first.
 */
final class WeighedAffinity implements RoutingPolicy {
  private static final double KEPT = 0.98;

  private final Forecast forecast;
  private final double k;
  private final Turns turns = new Turns();
  private double meanSeconds;

  WeighedAffinity(FleetSize size, PrefillCost cost, double k) {
    forecast = new Forecast(size, cost);
    this.k = k;
  }

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    meanSeconds = KEPT * meanSeconds + (1 - KEPT) * forecast.meanWait(nowNanos);
    Outlook outlook = forecast.outlook(arrival, nowNanos);
    double price = k * meanSeconds;
    int pod =
        turns.least(
            fleet.pods(),
            each ->
                outlook.waits()[each]
                    + outlook.work()[each]
                    + price * (outlook.work()[each] - outlook.leastWork()));
    forecast.sent(arrival, pod, outlook, nowNanos);
    return pod;
  }

  @Override
  public void firstToken(Arrival arrival, int pod, long nowNanos) {
    forecast.firstToken(arrival, pod, nowNanos);
  }
}
