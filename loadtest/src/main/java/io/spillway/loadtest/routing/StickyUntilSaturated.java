package io.spillway.loadtest.routing;

import io.spillway.loadtest.trace.BlockTrace;

/**
 * llm-d's prefix affinity filter. Pods that should have most of the prompt are sticky. The sticky
 * pod with the least estimated first-token time is taken, unless another pod's is lower by more
 * than a budget: then, and when no pod is sticky, the least of all counts. The estimate is the
 * uncached tokens in flight over the peak prefill throughput.
 */
final class StickyUntilSaturated implements RoutingPolicy {
  private static final double MATCH_MIN = 0.8;

  private final PrefixIndex index;
  private final double tokensPerSecond;
  private final double budgetSeconds;
  private final long[] uncachedAhead;
  private final int[] uncached;
  private final Turns turns = new Turns();

  /**
   * With nothing sent.
   *
   * @param tokensPerSecond peak prefill throughput
   * @param budgetSeconds how much later a sticky pod's first token may be
   * @param requests requests of the run
   */
  StickyUntilSaturated(FleetSize size, double tokensPerSecond, double budgetSeconds, int requests) {
    index = new PrefixIndex(size);
    this.tokensPerSecond = tokensPerSecond;
    this.budgetSeconds = budgetSeconds;
    uncachedAhead = new long[size.pods()];
    uncached = new int[requests];
  }

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    int pods = fleet.pods();
    int pod = turns.least(pods, each -> uncachedAhead[each]);
    var sticky = new boolean[pods];
    boolean any = false;
    for (int each = 0; each < pods; each++) {
      sticky[each] = matchRatio(arrival, each) >= MATCH_MIN;
      any |= sticky[each];
    }
    if (any) {
      int home = turns.least(pods, each -> sticky[each], each -> uncachedAhead[each]);
      double later = (uncachedAhead[home] - uncachedAhead[pod]) / tokensPerSecond;
      pod = later <= budgetSeconds ? home : pod;
    }
    uncached[arrival.index()] = arrival.promptTokens() - index.cachedTokens(arrival, pod);
    uncachedAhead[pod] += uncached[arrival.index()];
    index.sent(arrival, pod);
    return pod;
  }

  @Override
  public void firstToken(Arrival arrival, int pod, long nowNanos) {
    uncachedAhead[pod] -= uncached[arrival.index()];
  }

  private double matchRatio(Arrival arrival, int pod) {
    double matched = (double) index.match(arrival, pod) * BlockTrace.BLOCK_TOKENS;
    return matched / arrival.promptTokens();
  }
}
