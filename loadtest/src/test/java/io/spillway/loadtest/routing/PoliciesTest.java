package io.spillway.loadtest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PoliciesTest {
  private static final int PODS = 3;
  private static final FleetSize SIZE = new FleetSize(PODS, 100);
  private final StandingFleet fleet = new StandingFleet();

  @Test
  void leastRequestsTakesTheEmptiestAndTurnsAmongEquals() {
    var policy = new LeastRequests();
    fleet.inFlight[1] = 5;
    assertThat(policy.choose(arrival(0, 1), fleet, 0)).isEqualTo(0);
    assertThat(policy.choose(arrival(1, 1), fleet, 0)).isEqualTo(2);
    assertThat(policy.choose(arrival(2, 1), fleet, 0)).isEqualTo(0);
  }

  @Test
  void sessionHashKeepsAConversationWhateverTheLoad() {
    var policy = new SessionHash();
    int home = policy.choose(arrival(0, 42), fleet, 0);
    fleet.inFlight[home] = 1000;
    assertThat(policy.choose(arrival(1, 42), fleet, 0)).isEqualTo(home);
  }

  @Test
  void longestPrefixIgnoresTheBlockAllShare() {
    var policy = new LongestPrefix(SIZE);
    assertThat(policy.choose(arrival(0, 1, 0, 10, 11, 12, 13), fleet, 0)).isEqualTo(0);
    assertThat(policy.choose(arrival(1, 2, 0, 20, 21, 22, 23), fleet, 0)).isEqualTo(1);
    fleet.ahead[0] = 1_000_000;
    assertThat(policy.choose(arrival(2, 1, 0, 10, 11, 12, 13, 14), fleet, 0)).isEqualTo(0);
  }

  @Test
  void stickyLeavesAPodThatIsLaterThanTheBudget() {
    double tokensPerSecond = 1000;
    var policy = new StickyUntilSaturated(SIZE, tokensPerSecond, 1.5, 10);
    Arrival first = arrival(0, 1, 0, 10);
    int home = policy.choose(first, fleet, 0);
    assertThat(policy.choose(arrival(1, 1, 0, 10), fleet, 0)).isEqualTo(home);
    policy.firstToken(first, home, 0);
    var other = new Arrival(2, 0, 2, 512 * 4, new int[] {0, 10, 90, 91});
    int elsewhere = policy.choose(other, fleet, 0);
    assertThat(elsewhere).isNotEqualTo(home);
    var again = new Arrival(3, 0, 2, 512 * 4, new int[] {0, 10, 90, 91});
    assertThat(policy.choose(again, fleet, 0)).isNotEqualTo(elsewhere);
  }

  @Test
  void adaptiveWaitsForWhatIsCachedOnlyWhileThatIsFaster() {
    var policy = new WeighedAffinity(SIZE, new PrefillCost(0.001, 0), 0);
    var first = new Arrival(0, 0, 1, 1024, new int[] {0, 10});
    int home = policy.choose(first, fleet, 0);
    var soon = new Arrival(1, 0, 1, 1536, new int[] {0, 10, 11});
    assertThat(policy.choose(soon, fleet, 0)).isNotEqualTo(home);
    policy.firstToken(first, home, 1);
    var later = new Arrival(2, 0, 1, 1536, new int[] {0, 10, 12});
    assertThat(policy.choose(later, fleet, 1)).isEqualTo(home);
  }

  private static Arrival arrival(int index, int session, int... blocks) {
    int[] all = blocks.length == 0 ? new int[] {0} : blocks;
    return new Arrival(index, 0, session, all.length * 512, all);
  }

  /** A fleet whose load the test writes. */
  private static final class StandingFleet implements FleetView {
    final int[] inFlight = new int[PODS];
    final long[] ahead = new long[PODS];

    @Override
    public int pods() {
      return inFlight.length;
    }

    @Override
    public int inFlight(int pod) {
      return inFlight[pod];
    }

    @Override
    public long promptTokensAhead(int pod) {
      return ahead[pod];
    }
  }
}
