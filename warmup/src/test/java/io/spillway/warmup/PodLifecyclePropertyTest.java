package io.spillway.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.EndpointId;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random events at random moments, late answers among them; the invariants hold after each. */
final class PodLifecyclePropertyTest {
  private static final List<ServedBefore> SERVED = List.of(ServedBefore.values());
  private static final EndpointId ID = new EndpointId("pod-0");

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.warmup.Seeds#seeds")
  void admitsOnlyWhatHasProvedItselfAndIsNeverStuck(long seed) {
    var random = new Random(seed);
    int prompts = 1 + random.nextInt(4);
    WarmupConfig config =
        WarmupConfig.DEFAULTS.with(
            prompts, Duration.ofSeconds(3), Duration.ofSeconds(random.nextInt(4)));
    var lifecycle = new PodLifecycle(config);
    boolean atStart = random.nextBoolean();
    var proof = new Proof(prompts, atStart);
    long now = random.nextLong(1_000_000_000_000L);
    PodState state = lifecycle.discovered(now, Duration.ofMillis(random.nextInt(50)), atStart);
    for (int step = 0; step < 200; step++) {
      now = later(random, state, now);
      PodEvent event = event(random, proof);
      PodState before = state;

      Step taken = lifecycle.on(before, event, now);

      state = taken.state();
      proof.happened(before, event, state);
      taken.effects().forEach(proof::asked);
      if (before instanceof PodState.Gone) {
        assertThat(state).isEqualTo(before);
        assertThat(taken.effects()).isEmpty();
      } else if (!(state instanceof PodState.Gone)) {
        assertThat(taken.wakeNanos()).isGreaterThan(now).isNotEqualTo(PodState.NEVER);
      }
      PodStatus status = PodStatus.of(ID, "a", state, now);
      assertThat(status.weight()).isGreaterThan(0).isLessThanOrEqualTo(1);
      assertThat(status.admits() && status.comingUp()).isFalse();
      assertThat(state.underWay()).isEqualTo(proof.outstanding());
      if (status.admits() && !before.phase().admits()) {
        assertThat(proof.holds()).as("%s on %s", before, event).isTrue();
        assertThat(state.life().asleep()).isFalse();
      }
    }
  }

  private static long later(Random random, PodState state, long now) {
    long wake = state.wakeNanos();
    return random.nextInt(3) == 0 && wake != PodState.NEVER
        ? Math.max(now, wake)
        : now + random.nextLong(800_000_000L);
  }

  private static PodEvent event(Random random, Proof proof) {
    long attempt =
        random.nextInt(4) == 0 ? 1 + random.nextInt(50) : Math.max(1, proof.outstanding());
    boolean refused = random.nextInt(12) == 0;
    return switch (random.nextInt(60)) {
      case 0 -> new PodEvent.Refused();
      case 1 -> new PodEvent.Restarted("counters went backwards");
      case 2 -> new PodEvent.Asleep();
      case 3, 4, 5 -> new PodEvent.Awake();
      case 6, 7, 8 -> new PodEvent.InFlight(random.nextInt(3));
      case 9 -> random.nextInt(8) == 0 ? new PodEvent.Removed() : new PodEvent.Wake();
      case 10, 11 -> new PodEvent.ProbeFailed(attempt, "HTTP 503", refused);
      case 12, 13 -> new PodEvent.PromptFailed(attempt, "HTTP 500", refused);
      case 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 -> new PodEvent.Wake();
      default ->
          proof.promptOutstanding() || (proof.outstanding() == 0 && random.nextBoolean())
              ? new PodEvent.PromptPassed(attempt, random.nextLong(4_000_000_000L))
              : new PodEvent.ProbePassed(attempt, SERVED.get(random.nextInt(SERVED.size())));
    };
  }
}
