package io.spillway.loadtest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.ProfileCatalog;
import io.spillway.loadtest.trace.BlockTrace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayTest {
  private static final BlockTrace TRACE = BlockTrace.mooncakeConversation().first(500);
  private static final Recording RECORDING = Recording.of(TRACE, 1);

  /** Large enough to evict nothing, so that what was seen before is all that can be found. */
  private static final FleetSize SIZE = new FleetSize(4, 4000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "round-robin",
        "least-requests",
        "session-hash",
        "longest-prefix",
        "least-work",
        "sticky-until-saturated",
        "first-token-first",
        "adaptive",
        "squared-time",
        "spillway"
      })
  void endsEveryRequestExactlyOnceAndFindsNoMoreThanWasSeenBefore(String policy) {
    ReplayResult result = run(RECORDING, policy);
    var once = new int[RECORDING.requests().size()];
    Arrays.fill(once, 1);
    assertThat(result.ends()).isEqualTo(once);
    assertThat(Arrays.stream(result.firstTokenNanos()).allMatch(nanos -> nanos > 0))
        .as(policy)
        .isTrue();
    assertThat(result.hitRatio())
        .as(policy)
        .isLessThanOrEqualTo(PooledBound.hitRatio(RECORDING, SIZE));
  }

  @Test
  void repeatsItselfWithTheSameSeedOnly() {
    ReplayResult first = run(RECORDING, "adaptive");
    ReplayResult second = run(Recording.of(TRACE, 1), "adaptive");
    ReplayResult other = run(Recording.of(TRACE, 2), "adaptive");
    assertThat(second.firstTokenNanos()).isEqualTo(first.firstTokenNanos());
    assertThat(second.hitRatio()).isEqualTo(first.hitRatio());
    assertThat(other.firstTokenNanos()).isNotEqualTo(first.firstTokenNanos());
  }

  @Test
  void findsMoreWhenPoliciesLookForIt() {
    double blind = run(RECORDING, "round-robin").hitRatio();
    assertThat(run(RECORDING, "adaptive").hitRatio()).isGreaterThan(1.2 * blind);
    assertThat(run(RECORDING, "squared-time").hitRatio()).isGreaterThan(1.2 * blind);
    assertThat(run(RECORDING, "spillway").hitRatio()).isGreaterThan(1.2 * blind);
    assertThat(run(RECORDING, "longest-prefix").hitRatio()).isGreaterThan(1.2 * blind);
    assertThat(run(RECORDING, "session-hash").hitRatio()).isGreaterThan(1.2 * blind);
  }

  private static ReplayResult run(Recording recording, String policy) {
    var kind = ProfileCatalog.defaultProfile();
    var start = new Candidate.Run(SIZE, SIZE.engine(kind), recording.requests().size());
    return Replay.run(
        recording, SIZE, kind, Candidate.named(policy).orElseThrow().start().policy(start));
  }
}
