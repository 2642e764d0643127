package io.spillway.loadtest.routing;

/**
 * The pod that should have the longest beginning of the prompt, whatever its load; of several, the
 * one with the fewest prompt tokens ahead.
 *
 * <p>A beginning counts from {@link #BLOCKS_MIN} blocks on: the first block is the same in all
 * requests of the recording, and a match of it alone would send every new conversation to the pod
 * that saw the first one. A few more are shared by many.
 */
final class LongestPrefix implements RoutingPolicy {
  private static final int BLOCKS_MIN = 5;

  private final PrefixIndex index;
  private final Turns turns = new Turns();

  LongestPrefix(FleetSize size) {
    index = new PrefixIndex(size);
  }

  @Override
  public int choose(Arrival arrival, FleetView fleet, long nowNanos) {
    var matches = new int[fleet.pods()];
    int longest = 0;
    for (int pod = 0; pod < matches.length; pod++) {
      int match = index.match(arrival, pod);
      matches[pod] = match < BLOCKS_MIN ? 0 : match;
      longest = Math.max(longest, matches[pod]);
    }
    int wanted = longest;
    int pod = turns.least(fleet.pods(), each -> matches[each] == wanted, fleet::promptTokensAhead);
    index.sent(arrival, pod);
    return pod;
  }
}
