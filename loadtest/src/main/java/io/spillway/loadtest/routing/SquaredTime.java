package io.spillway.loadtest.routing;

/**
 * The pod with the least of {@code time^2 + 12 * scale * (work - least work)}, where the time is
 * own work plus what the wait is above the least wait of all pods, in seconds.
 *
 * <p>The square makes lateness dearer the later it gets. A request that could begin soon anywhere
 * waits some seconds for its cache, which no percentile shows; one that is late anyway does not add
 * to it. Where all waits are long, what counts is where they differ: then the cache decides.
 *
 * <p>The scale is the mean square of the expected times to the first token over their mean, as
 * moving averages over some five hundred requests: how late the late ones are. So the rule is the
 * same for short prompts and long ones, and for fast engines and slow ones.
 */
final class SquaredTime implements RoutingPolicy {
  private static final double AFFINITY = 12;
  private static final double KEPT = 0.998;

  private final Forecast forecast;
  private final Turns turns = new Turns();
  private double mean = 1;
  private double meanSquare = 1;

  SquaredTime(FleetSize size, PrefillCost cost) {
    forecast = new Forecast(size, cost);
  }

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    Outlook outlook = forecast.outlook(arrival, nowNanos);
    double price = AFFINITY * meanSquare / mean;
    int pod =
        turns.least(
            fleet.pods(),
            each -> {
              double time = time(outlook, each);
              return time * time + price * (outlook.work()[each] - outlook.leastWork());
            });
    double time = outlook.waits()[pod] + outlook.work()[pod];
    mean = KEPT * mean + (1 - KEPT) * time;
    meanSquare = KEPT * meanSquare + (1 - KEPT) * time * time;
    forecast.sent(arrival, pod, outlook, nowNanos);
    return pod;
  }

  @Override
  public void firstToken(Arrival arrival, int pod, long nowNanos) {
    forecast.firstToken(arrival, pod, nowNanos);
  }

  private static double time(Outlook outlook, int pod) {
    return outlook.waits()[pod] - outlook.leastWait() + outlook.work()[pod];
  }
}
