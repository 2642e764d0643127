package io.spillway.router;

import static io.spillway.router.Placing.HASH;
import static io.spillway.router.Placing.SECOND;
import static io.spillway.router.Placing.adapted;
import static io.spillway.router.Placing.config;
import static io.spillway.router.Placing.dispatched;
import static io.spillway.router.Placing.fill;
import static io.spillway.router.Placing.pool;
import static io.spillway.router.Placing.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.health.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which pod is best, in seconds. */
final class PlacementTest {
  private long now;

  @Test
  void aPrefixPullsARequestWithoutASession() {
    Pool pool = pool(32, "a", "b", "c");
    var first = dispatched(pool.place(prompt(null, 20_000, 1), List.of(), now));
    pool.release(first.slot(), SlotEnd.COMPLETED, ++now);

    var again = dispatched(pool.place(prompt(null, 20_000, 1), List.of(), ++now));

    assertThat(again.slot().endpoint()).isEqualTo(first.slot().endpoint());
    assertThat(again.reason()).isEqualTo(PlacementReason.PREFIX);
    assertThat(again.explanation().cachedTokens()).isEqualTo(20_000);
  }

  @Test
  void aSessionMovesWhenStayingCostsMoreTime() {
    Pool pool = pool(32, "a", "b");
    var first = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));
    pool.firstToken(first.slot(), now + SECOND);
    now += SECOND;

    var near = dispatched(pool.place(prompt(7L, 12_000, 1), List.of(), now));
    assertThat(near.slot().endpoint()).isEqualTo(first.slot().endpoint());
    assertThat(near.affinity()).isEqualTo(AffinityResult.KEPT);
    fill(pool, first.slot().endpoint(), 300_000, now);

    var far = dispatched(pool.place(prompt(7L, 12_000, 1), List.of(), now));

    assertThat(far.slot().endpoint()).isNotEqualTo(first.slot().endpoint());
    assertThat(far.affinity()).isEqualTo(AffinityResult.MOVED);
    assertThat(far.reason()).isEqualTo(PlacementReason.MOVED);
  }

  @Test
  void aSessionThatMovedStaysWhereItWentTo() {
    Pool pool = pool(32, "a", "b");
    var first = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));
    pool.release(first.slot(), SlotEnd.COMPLETED, now);
    Slot wall = fill(pool, first.slot().endpoint(), 300_000, now);
    var moved = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));
    pool.release(moved.slot(), SlotEnd.COMPLETED, now);
    pool.release(wall, SlotEnd.INCOMPLETE, now);

    var next = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));

    assertThat(next.slot().endpoint()).isEqualTo(moved.slot().endpoint());
    assertThat(next.affinity()).isEqualTo(AffinityResult.KEPT);
  }

  @Test
  void aSessionWithoutKnownBlocksStaysByWhatItHadThere() {
    Pool pool = pool(32, "a", "b");
    var request =
        new RoutingRequest(
            new Session(7, false),
            new Prompt(30_000, 0, PrefixChain.EMPTY, null, true),
            Requests.terms(true));
    var first = dispatched(pool.place(request, List.of(), now));
    pool.release(first.slot(), new SlotEnd(Verdict.SUCCESS, 0, 30_000, -1, 100), now);
    fill(pool, first.slot().endpoint(), 15_000, now);

    var next = dispatched(pool.place(request, List.of(), now));

    assertThat(next.slot().endpoint()).isEqualTo(first.slot().endpoint());
    assertThat(next.explanation().cachedTokens()).isEqualTo(30_000);
  }

  @Test
  void theWeightOfLostCacheRisesWithTheBacklog() {
    int idle = toleratedBacklog(SECOND / 10);
    int busy = toleratedBacklog(20 * SECOND);

    assertThat(busy).isGreaterThan(2 * idle);
  }

  /** How many tokens ahead a session accepts rather than lose 10,000 cached ones. */
  private int toleratedBacklog(long usualNanos) {
    for (int ahead = 2_000; ; ahead += 2_000) {
      Pool pool = pool(5_000, "a", "b");
      var first = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));
      pool.release(first.slot(), SlotEnd.COMPLETED, now);
      for (int i = 0; i < 2_000; i++) {
        var other = dispatched(pool.place(Requests.of(100 + i), List.of(), now));
        pool.firstToken(other.slot(), now + usualNanos);
        pool.release(other.slot(), SlotEnd.INCOMPLETE, now + usualNanos);
      }
      fill(pool, first.slot().endpoint(), ahead, now);
      var next = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));
      if (!next.slot().endpoint().equals(first.slot().endpoint())) {
        return ahead;
      }
    }
  }

  @Test
  void oneAbsurdPromptDoesNotChangeWhatIsUsual() {
    Pool pool = pool(32, "a", "b");
    var absurd = dispatched(pool.place(prompt(null, 9_000_000, 3), List.of(), now));
    pool.release(absurd.slot(), SlotEnd.of(Verdict.CALLER), now);

    var next = dispatched(pool.place(prompt(7L, 1_000, 1), List.of(), now));

    assertThat(next.explanation().usualSeconds()).isLessThan(2);
    assertThat(next.explanation().cachedTokens()).isZero();
  }

  @Test
  void aStrictSessionsAdapterIsServedWhereItIs() {
    Pool pool = new Pool(config(32), HASH);
    pool.fleet(
        List.of(
            EndpointView.serving("a").adapters(Set.of()),
            EndpointView.serving("b").adapters(Set.of("x"))),
        now);
    for (long key = 0; key < 20; key++) {
      var prompt = new Prompt(100, 0, PrefixChain.EMPTY, "x", true);
      var session = new Session(HASH.hash("s" + key), true);
      var request = new RoutingRequest(session, prompt, Requests.terms(true));

      assertThat(dispatched(pool.place(request, List.of(), now)).slot().endpoint().name())
          .isEqualTo("b");
    }
  }

  @Test
  void aSlowPodsShareShrinks() {
    Pool pool = pool(32, "a", "b", "c", "d");
    var slow = new EndpointId("a");
    int late = 0;
    for (int i = 0; i < 400; i++) {
      now += SECOND / 20;
      var placed = dispatched(pool.place(prompt(HASH.hash("s" + i), 500, i), List.of(), now));
      boolean isSlow = placed.slot().endpoint().equals(slow);
      late += isSlow && i >= 100 ? 1 : 0;
      pool.firstToken(placed.slot(), now + (isSlow ? SECOND : SECOND / 10));
      pool.release(placed.slot(), SlotEnd.COMPLETED, now + 2 * SECOND);
    }

    assertThat(late).isLessThan(300 / 4 / 5);
  }

  @Test
  void anAdapterIsServedWhereItIs() {
    Pool pool = new Pool(config(32), HASH);
    pool.fleet(
        List.of(
            EndpointView.serving("a").adapters(Set.of("x")),
            EndpointView.serving("b").adapters(Set.of("x", "y")),
            EndpointView.serving("c").adapters(Set.of())),
        now);
    var loaded = new EngineLoad(0, 0, Double.NaN, Double.NaN, Double.NaN, Set.of("x"));
    var unloaded = new EngineLoad(0, 0, Double.NaN, Double.NaN, Double.NaN, Set.of());
    pool.reported(new EndpointId("a"), loaded, now);
    pool.reported(new EndpointId("b"), unloaded, now);

    var seen = new HashSet<String>();
    for (int i = 0; i < 10; i++) {
      seen.add(dispatched(pool.place(adapted(i, "x"), List.of(), now)).slot().endpoint().name());
    }
    assertThat(seen).containsExactly("a");
    assertThat(dispatched(pool.place(adapted(0, "y"), List.of(), now)).slot().endpoint().name())
        .isEqualTo("b");
    assertThat(pool.place(adapted(0, "z"), List.of(), now))
        .isEqualTo(new Placement.Reject(RejectReason.NO_CAPACITY, 10));
  }

  @Test
  void aPodThatFailsIsLeftAloneAndTriedAgain() {
    Pool pool = pool(32, "a", "b");
    var bad = new EndpointId("a");
    for (int i = 0; i < 40; i++) {
      var placed = dispatched(pool.place(Requests.of(HASH.hash("s" + i)), List.of(), ++now));
      boolean fails = placed.slot().endpoint().equals(bad);
      pool.release(placed.slot(), SlotEnd.of(fails ? Verdict.FAILURE : Verdict.SUCCESS), ++now);
    }

    assertThat(endpointsOf(pool, 20)).containsExactly("b");
    now += 60 * SECOND;
    assertThat(endpointsOf(pool, 40)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void explainsWhatItCompared() {
    Pool pool = pool(1, "a", "b", "c");
    pool.fleet(
        List.of(
            EndpointView.serving("a"),
            EndpointView.serving("b"),
            new EndpointView(new EndpointId("c"), "c", false, false, 1)),
        now);
    var first = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));

    var next = dispatched(pool.place(prompt(8L, 1_000, 2), List.of(), now));

    Explanation why = next.explanation();
    assertThat(why.promptTokens()).isEqualTo(1_000);
    assertThat(why.candidates())
        .extracting(Explanation.Candidate::standing)
        .containsExactlyInAnyOrder(Standing.OPEN, Standing.FULL, Standing.AWAY);
    assertThat(why.candidates().getFirst().endpoint()).isEqualTo(next.slot().endpoint());
    assertThat(why.candidates().getFirst().seconds()).isEqualTo(why.seconds());
    assertThat(why.candidates())
        .filteredOn(candidate -> candidate.endpoint().equals(first.slot().endpoint()))
        .singleElement()
        .satisfies(full -> {
          assertThat(full.waitSeconds()).isPositive();
          assertThat(full.aheadTokens()).isEqualTo(PromptWork.tokens(10_000, 0));
        });
  }

  private Set<String> endpointsOf(Pool pool, int requests) {
    var seen = new HashSet<String>();
    for (int i = 0; i < requests; i++) {
      var placed = dispatched(pool.place(Requests.of(HASH.hash("t" + i)), List.of(), ++now));
      seen.add(placed.slot().endpoint().name());
      pool.release(placed.slot(), SlotEnd.COMPLETED, ++now);
    }
    return seen;
  }
}
