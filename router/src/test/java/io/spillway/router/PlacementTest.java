package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.health.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Which pod is best, in seconds: rates are as nobody taught otherwise, 10,000 tokens per second.
 */
final class PlacementTest {
  private static final long SECOND = 1_000_000_000L;
  private static final KeyedHash HASH = KeyedHash.of(1, 2);
  private static final int BLOCK = 100;

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
    fill(pool, first.slot().endpoint(), 300_000);

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
    Slot wall = fill(pool, first.slot().endpoint(), 300_000);
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
    fill(pool, first.slot().endpoint(), 15_000);

    var next = dispatched(pool.place(request, List.of(), now));

    assertThat(next.slot().endpoint()).isEqualTo(first.slot().endpoint());
    assertThat(next.explanation().cachedTokens()).isEqualTo(30_000);
  }

  @Test
  void aStrictSessionWaitsForItsPodAndIsRefusedAtItsDeadline() {
    Pool pool = pool(1, "a", "b");
    var first = dispatched(pool.place(strict(7), List.of(), now));

    assertThat(pool.place(strict(7), List.of(), now)).isInstanceOf(Placement.Queue.class);
    assertThat(pool.reconsider(List.of(), SECOND)).isEmpty();
    assertThat(pool.reconsider(List.of(), 30 * SECOND))
        .extracting(Resumption::placement)
        .containsExactly(new Placement.Reject(RejectReason.WAIT_EXPIRED, 3));

    var waits = (Placement.Queue) pool.place(strict(7), List.of(), now);
    pool.release(first.slot(), SlotEnd.COMPLETED, now);
    assertThat(pool.reconsider(List.of(), now))
        .singleElement()
        .satisfies(resumed -> {
          assertThat(resumed.ticket()).isEqualTo(waits.ticket());
          assertThat(dispatched(resumed.placement()).slot().endpoint())
              .isEqualTo(first.slot().endpoint());
        });
  }

  @Test
  void aStrictSessionWhosePodIsGoneGoesToAnother() {
    Pool pool = pool(1, "a", "b");
    var first = dispatched(pool.place(strict(7), List.of(), now));
    pool.release(first.slot(), SlotEnd.COMPLETED, now);
    String other = first.slot().endpoint().name().equals("a") ? "b" : "a";
    pool.fleet(List.of(EndpointView.serving(other)), now);

    assertThat(dispatched(pool.place(strict(7), List.of(), now)).slot().endpoint().name())
        .isEqualTo(other);
  }

  @Test
  void waitsForAFullPodThatIsWorthIt() {
    Pool pool = pool(4, "a", "b");
    var first = dispatched(pool.place(prompt(7L, 200_000, 1), List.of(), now));
    pool.firstToken(first.slot(), now);
    for (int i = 0; i < 3; i++) {
      pool.firstToken(fill(pool, first.slot().endpoint(), 0), now);
    }

    var waits = pool.place(prompt(7L, 200_000, 1), List.of(), now);

    assertThat(waits).isInstanceOf(Placement.Queue.class);
    assertThat(pool.reconsider(List.of(), now)).isEmpty();
    pool.release(first.slot(), SlotEnd.COMPLETED, ++now);
    assertThat(pool.reconsider(List.of(), now))
        .singleElement()
        .satisfies(resumed ->
            assertThat(dispatched(resumed.placement()).slot().endpoint())
                .isEqualTo(first.slot().endpoint()));
  }

  @Test
  void atItsDeadlineARequestThatWaitedByChoiceTakesWhatThereIs() {
    Pool pool = pool(4, "a", "b");
    var first = dispatched(pool.place(prompt(7L, 200_000, 1), List.of(), now));
    pool.firstToken(first.slot(), now);
    for (int i = 0; i < 3; i++) {
      pool.firstToken(fill(pool, first.slot().endpoint(), 0), now);
    }
    assertThat(pool.place(prompt(7L, 200_000, 1), List.of(), now))
        .isInstanceOf(Placement.Queue.class);

    assertThat(pool.reconsider(List.of(), 30 * SECOND))
        .singleElement()
        .satisfies(resumed ->
            assertThat(dispatched(resumed.placement()).slot().endpoint())
                .isNotEqualTo(first.slot().endpoint()));
  }

  @Test
  void theWeightOfLostCacheRisesWithTheBacklog() {
    int idle = toleratedBacklog(0);
    int busy = toleratedBacklog(100_000);

    assertThat(busy).isGreaterThan(2 * idle);
  }

  /** How many tokens ahead a session accepts rather than lose 10,000 cached ones. */
  private int toleratedBacklog(int usualTokens) {
    for (int ahead = 2_000; ; ahead += 2_000) {
      Pool pool = pool(5_000, "a", "b");
      var first = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));
      pool.release(first.slot(), SlotEnd.COMPLETED, now);
      var walls =
          List.of(
              fill(pool, new EndpointId("a"), usualTokens),
              fill(pool, new EndpointId("b"), usualTokens));
      for (int i = 0; i < 2_000; i++) {
        var other = dispatched(pool.place(prompt(100L + i, 10, 2), List.of(), now));
        pool.release(other.slot(), SlotEnd.INCOMPLETE, now);
      }
      walls.forEach(wall -> pool.release(wall, SlotEnd.INCOMPLETE, now));
      fill(pool, first.slot().endpoint(), ahead);
      var next = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));
      if (!next.slot().endpoint().equals(first.slot().endpoint())) {
        return ahead;
      }
    }
  }

  @Test
  void aRestartedPodHasNoCache() {
    Pool pool = pool(32, "a", "b");
    var first = dispatched(pool.place(prompt(null, 20_000, 1), List.of(), now));
    pool.release(first.slot(), SlotEnd.COMPLETED, now);

    pool.fleet(
        List.of(EndpointView.serving("a").incarnation(1), EndpointView.serving("b").incarnation(1)),
        now);

    assertThat(
            dispatched(pool.place(prompt(null, 20_000, 1), List.of(), now))
                .explanation()
                .cachedTokens())
        .isZero();
  }

  @Test
  void anEngineThatCachesNothingIsNotBelievedToCache() {
    Pool pool = pool(32, "a");
    Placement.Dispatch last = null;
    for (int i = 0; i < 80; i++) {
      last = dispatched(pool.place(prompt(7L, 10_000, 1), List.of(), now));
      pool.release(last.slot(), new SlotEnd(Verdict.SUCCESS, 0, 10_000, 0, 10), now);
    }

    assertThat(last.explanation().cachedTokens()).isLessThan(100);
  }

  @Test
  void whatAnEngineDidNotFindIsForgottenWithAllThatStoodOnIt() {
    Pool pool = pool(32, "a");
    for (int i = 0; i < 2; i++) {
      var first = dispatched(pool.place(prompt(7L, 4_000 + i * 1_000, 1), List.of(), now));
      pool.release(first.slot(), SlotEnd.COMPLETED, now);
    }
    var evicted = dispatched(pool.place(prompt(8L, 4_000, 1), List.of(), now));
    assertThat(evicted.explanation().cachedTokens()).isEqualTo(4_000);

    // Counted in the engine's own tokens, of which a prompt has other numbers than estimated.
    pool.release(evicted.slot(), new SlotEnd(Verdict.SUCCESS, 0, 8_000, 2_000, 10), now);

    var longer = dispatched(pool.place(prompt(7L, 5_000, 1), List.of(), now));
    assertThat(pool.snapshot(now).memory().prefixBlocks()).isEqualTo(5_000 / BLOCK);
    assertThat(longer.explanation().cachedTokens()).isLessThan(4_000).isGreaterThan(3_500);
  }

  @Test
  void otherGatewaysRequestsTakeSlotsAndTime() {
    Pool pool = pool(8, "a", "b");
    pool.reported(new EndpointId("a"), load(6, 2), now);

    assertThat(pool.snapshot(now).capacity()).isEqualTo(8);
    for (int i = 0; i < 4; i++) {
      var placed = dispatched(pool.place(prompt(null, 500, i), List.of(), now));
      assertThat(placed.slot().endpoint()).isEqualTo(new EndpointId("b"));
      pool.firstToken(placed.slot(), now);
    }
    pool.reported(new EndpointId("a"), EngineLoad.UNKNOWN, now);
    assertThat(pool.snapshot(now).capacity()).isEqualTo(16);
  }

  @Test
  void podsThatOthersHaveFilledAreLeftAloneUntilWaitingBreaksTheObjective() {
    Pool pool = pool(2, "a", "b");
    report(pool, 2);
    var waits = pool.place(prompt(null, 500, 1), List.of(), now);
    now += SECOND;
    report(pool, 2);
    List<Resumption> early = pool.reconsider(List.of(), now);
    now += 2 * SECOND;
    report(pool, 2);
    List<Resumption> late = pool.reconsider(List.of(), now);

    assertThat(waits).isInstanceOf(Placement.Queue.class);
    assertThat(pool.estimatedWaitSeconds()).isFinite();
    assertThat(early).isEmpty();
    assertThat(late).hasSize(1);
    report(pool, 2 + 1);
    assertThat(pool.snapshot(now).capacity()).isZero();
  }

  private void report(Pool pool, int running) {
    pool.reported(new EndpointId("a"), load(running, 0), now);
    pool.reported(new EndpointId("b"), load(running, 0), now);
  }

  @Test
  void aSessionIsNotBelievedToBeCachedByThePodThatBeganAnew() {
    Pool pool = pool(32, "a");
    RoutingRequest request =
        new RoutingRequest(
            new Session(7, true),
            new Prompt(10_000, 10, PrefixChain.EMPTY, null, true),
            Requests.terms(true));
    var first = dispatched(pool.place(request, List.of(), now));
    pool.release(first.slot(), SlotEnd.COMPLETED, now);
    assertThat(dispatched(pool.place(request, List.of(), now)).explanation().cachedTokens())
        .isEqualTo(10_000);

    pool.fleet(List.of(EndpointView.serving("a").incarnation(1)), now);

    var anew = dispatched(pool.place(request, List.of(), now));
    assertThat(anew.explanation().cachedTokens()).isZero();
    assertThat(anew.affinity()).isEqualTo(AffinityResult.KEPT);
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
  void leavesForAFasterTargetWhenPodsHaveRoomButNoTime() {
    Pool pool = pool(32, "a");
    fill(pool, new EndpointId("a"), 100_000);
    var hosted = new TargetView(new EndpointId("hosted"), 5, 0.5, 1e-5);

    Requests.assertSpilled(
        pool.place(prompt(7L, 5_000, 1), List.of(hosted), now), hosted.id(), PlacementReason.SLOW);
    assertThat(pool.place(Requests.inHouse(7L), List.of(hosted), now))
        .isInstanceOf(Placement.Dispatch.class);
  }

  @Test
  void aPromptThatIsLongEverywhereIsNoReasonToLeave() {
    Pool pool = pool(32, "a");
    var hosted = new TargetView(new EndpointId("hosted"), 5, 0.5, 1e-3);

    assertThat(pool.place(prompt(7L, 90_000, 1), List.of(hosted), now))
        .isInstanceOf(Placement.Dispatch.class);
  }

  @Test
  void whatWaitedForAPodToComeUpIsNotShedTheMomentItIsThere() {
    Pool pool = new Pool(config(1), HASH);
    pool.fleet(List.of(new EndpointView(new EndpointId("a"), "a", false, true, 1)), now);
    for (int i = 0; i < 2; i++) {
      assertThat(pool.place(Requests.of(i), List.of(), now)).isInstanceOf(Placement.Queue.class);
    }
    now = 29 * SECOND;
    pool.fleet(List.of(EndpointView.serving("a")), now);

    assertThat(pool.reconsider(List.of(), now)).hasSize(1);
    assertThat(pool.reconsider(List.of(), 31 * SECOND)).isEmpty();
    assertThat(pool.reconsider(List.of(), 59 * SECOND))
        .extracting(Resumption::placement)
        .hasOnlyElementsOfType(Placement.Reject.class)
        .hasSize(1);
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

  /** Sends a prompt to one pod, past all rules but its slots. */
  private Slot fill(Pool pool, EndpointId pod, int tokens) {
    var wall =
        new RoutingRequest(
            null, new Prompt(tokens, 0, PrefixChain.EMPTY, null, true), Requests.terms(false));
    return dispatched(pool.place(wall.pinnedTo(pod), List.of(), now)).slot();
  }

  private static RoutingRequest strict(long key) {
    return new RoutingRequest(new Session(key, true), Prompt.UNKNOWN, Requests.terms(true));
  }

  private static RoutingRequest adapted(long key, String adapter) {
    var prompt = new Prompt(100, 0, PrefixChain.EMPTY, adapter, true);
    return new RoutingRequest(
        new Session(HASH.hash("a" + key), false), prompt, Requests.terms(true));
  }

  /** A prompt whose blocks are all of one text. */
  private static RoutingRequest prompt(@Nullable Long session, int tokens, long text) {
    var hashes = new ArrayList<Long>();
    for (int block = 0; block < tokens / BLOCK; block++) {
      hashes.add(HASH.hash(text + ":" + block));
    }
    var chain = new PrefixChain(hashes.stream().mapToLong(Long::longValue).toArray(), BLOCK);
    return new RoutingRequest(
        session == null ? null : new Session(session, false),
        new Prompt(tokens, 0, chain, null, true),
        Requests.terms(true));
  }

  private static EngineLoad load(double running, double waiting) {
    return new EngineLoad(running, waiting, Double.NaN, Double.NaN, Double.NaN, null);
  }

  private static Placement.Dispatch dispatched(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Dispatch.class);
    return (Placement.Dispatch) placement;
  }

  private static PoolConfig config(int concurrency) {
    return new PoolConfig(
        concurrency, 10, Duration.ofSeconds(2), 0, PoolConfig.SESSION_TTL, BLOCK, false);
  }

  private static Pool pool(int concurrency, String... names) {
    var pool = new Pool(config(concurrency), HASH);
    pool.fleet(List.of(names).stream().map(EndpointView::serving).toList(), 0);
    return pool;
  }
}
