package io.spillway.router;

import static io.spillway.router.Placing.dispatched;
import static io.spillway.router.Placing.pool;
import static io.spillway.router.Placing.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.health.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What pods are believed to have cached, and what corrects that. */
final class BelievedCacheTest {
  private long now;

  @Test
  void whatAPodRefusedIsNotCachedThere() {
    Pool pool = pool(32, "a");
    var refused = dispatched(pool.place(prompt(7L, 5_000, 1), List.of(), now));
    pool.release(refused.slot(), SlotEnd.of(Verdict.CALLER), now);

    var next = dispatched(pool.place(prompt(7L, 5_000, 1), List.of(), now));

    assertThat(next.explanation().cachedTokens()).isZero();
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
  void whatAnEngineDidNotFindIsBelievedLess() {
    Pool pool = pool(32, "a");
    var first = dispatched(pool.place(prompt(7L, 4_000, 1), List.of(), now));
    pool.release(first.slot(), SlotEnd.COMPLETED, now);
    var again = dispatched(pool.place(prompt(7L, 4_000, 1), List.of(), now));
    assertThat(again.explanation().cachedTokens()).isEqualTo(4_000);

    // Counted in the engine's own tokens, of which a prompt has other numbers than estimated.
    pool.release(again.slot(), new SlotEnd(Verdict.SUCCESS, 0, 8_000, 4_000, 10), now);

    var next = dispatched(pool.place(prompt(7L, 4_000, 1), List.of(), now));
    assertThat(next.explanation().cachedTokens()).isBetween(3_700, 3_900);
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
}
