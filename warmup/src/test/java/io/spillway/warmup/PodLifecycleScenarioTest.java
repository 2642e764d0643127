package io.spillway.warmup;

import static io.spillway.warmup.PodPhase.DISCOVERED;
import static io.spillway.warmup.PodPhase.DRAINING;
import static io.spillway.warmup.PodPhase.FAILED;
import static io.spillway.warmup.PodPhase.GONE;
import static io.spillway.warmup.PodPhase.PROBING;
import static io.spillway.warmup.PodPhase.RAMPING;
import static io.spillway.warmup.PodPhase.SERVING;
import static io.spillway.warmup.PodPhase.WARMING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole lives of pods, in virtual time. */
final class PodLifecycleScenarioTest {
  private static final WarmupConfig CONFIG = WarmupConfig.DEFAULTS;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final ScriptedEngine engine = new ScriptedEngine();

  @Test
  void leadsAPodFromATenMinuteLoadToServing() {
    var pod = new VirtualPod(CONFIG, engine.loadedAt(TEN_MINUTES), false);

    pod.runUntil(Duration.ofMinutes(11));

    assertThat(pod.phases()).containsExactly(DISCOVERED, PROBING, WARMING, RAMPING, SERVING);
    assertThat(pod.began(WARMING)).isBetween(TEN_MINUTES, TEN_MINUTES.plusSeconds(3));
    assertThat(pod.prompted()).hasSize(5).allMatch(at -> at.compareTo(TEN_MINUTES) > 0);
    assertThat(pod.began(SERVING).minus(pod.began(RAMPING))).isEqualTo(CONFIG.rampUp());
    assertThat(pod.status().fresh()).isTrue();
    assertThat(pod.status().reason()).isEmpty();
  }

  @Test
  void countsALoadingPodAsComingUpForHalfAnHour() {
    var pod = new VirtualPod(CONFIG, engine.loadedAt(Duration.ofHours(9)), false);

    pod.runUntil(Duration.ofMinutes(29));
    PodStatus loading = pod.status();
    pod.runUntil(Duration.ofMinutes(31));

    assertThat(loading.comingUp()).isTrue();
    assertThat(loading.reason()).isEqualTo("connection refused");
    assertThat(pod.status().comingUp()).isFalse();
    assertThat(pod.probed()).isBetween(1800, 1870);
  }

  @Test
  void confirmsAHealthyProbeSoonerThanItAsksAgainAfterAFailedOne() {
    var pod = new VirtualPod(CONFIG, engine, false);

    runTo(pod, WARMING);

    assertThat(pod.probed()).isEqualTo(2);
    assertThat(pod.began(WARMING).minus(pod.began(PROBING)))
        .isBetween(Duration.ofMillis(250), Duration.ofMillis(400));
  }

  @Test
  void allowsTheFirstCompletionsToBeSlow() {
    engine.firstTokens(
        Duration.ofSeconds(1),
        Duration.ofSeconds(40),
        Duration.ofSeconds(20),
        Duration.ofSeconds(8));
    var pod = new VirtualPod(CONFIG, engine, false);

    pod.runUntil(Duration.ofMinutes(2));

    assertThat(pod.phases()).contains(RAMPING).doesNotContain(FAILED);
    assertThat(pod.prompted()).hasSize(5);
  }

  @Test
  void asksForMoreCompletionsWhileTheFirstTokenIsTooSlow() {
    Duration slow = Duration.ofSeconds(4);
    engine.firstTokens(Duration.ofSeconds(3), slow, slow, slow, slow, slow, slow, slow);
    var pod = new VirtualPod(CONFIG, engine, false);

    pod.runUntil(Duration.ofMinutes(1));

    assertThat(pod.prompted()).hasSize(8);
    assertThat(pod.phases()).contains(RAMPING).doesNotContain(FAILED);
  }

  @Test
  void failsAPodWhoseFirstTokenStaysTooSlow() {
    var pod = new VirtualPod(CONFIG, engine.firstTokens(Duration.ofMillis(4100)), false);

    runTo(pod, FAILED);

    assertThat(pod.prompted()).hasSize(10);
    assertThat(pod.phase()).isEqualTo(FAILED);
    assertThat(pod.status().reason()).isEqualTo("first token 4.1 s, bound 3 s");
    assertThat(pod.status().comingUp()).isFalse();
    assertThat(pod.status().admits()).isFalse();
  }

  @Test
  void doublesTheBackoffUpToItsCapWhileCompletionsFail() {
    var pod = new VirtualPod(CONFIG, engine.failPrompts(Integer.MAX_VALUE), false);

    var pauses = new ArrayList<Long>();
    for (int i = 0; i < 9; i++) {
      runTo(pod, FAILED);
      Duration failed = pod.began(FAILED);
      runTo(pod, PROBING);
      pauses.add(pod.began(PROBING).minus(failed).toSeconds());
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    assertThat(pod.status().reason()).isEqualTo("completion failed: HTTP 500");
  }

  @Test
  void startsTheRowAgainAfterACompletionThatFailed() {
    var pod = new VirtualPod(CONFIG, engine.failPrompts(1), false);

    pod.runUntil(Duration.ofMinutes(1));

    assertThat(pod.phase()).isEqualTo(SERVING);
    assertThat(pod.prompted()).hasSize(6);
    assertThat(pod.prompted().get(1).minus(pod.prompted().get(0)))
        .isGreaterThan(CONFIG.probeEvery());
  }

  @Test
  void bringsAnEngineThatHangsToFailedByItsOwnDeadlines() {
    var pod = new VirtualPod(CONFIG, engine, false);
    runTo(pod, WARMING);
    engine.hang();

    runTo(pod, FAILED);

    assertThat(pod.status().reason()).isEqualTo("completion failed: no answer within 60 s");
    assertThat(pod.prompted()).hasSizeBetween(3, 4);
  }

  @Test
  void needsOneSuccessAndNoRampWhenThePodHadServedBeforeTheStart() {
    engine.served(ServedBefore.YES).firstTokens(Duration.ofSeconds(9));
    var pod = new VirtualPod(CONFIG, engine, true);

    pod.runUntil(Duration.ofSeconds(10));

    assertThat(pod.phases()).containsExactly(DISCOVERED, PROBING, WARMING, SERVING);
    assertThat(pod.prompted()).hasSize(1);
    assertThat(pod.probed()).isEqualTo(1);
    assertThat(pod.status().fresh()).isFalse();
  }

  @Test
  void takesTheWholeWayWhenThePodHadNotServedBeforeTheStart() {
    var pod = new VirtualPod(CONFIG, engine.served(ServedBefore.NO), true);

    pod.runUntil(Duration.ofMinutes(1));

    assertThat(pod.phases()).containsExactly(DISCOVERED, PROBING, WARMING, RAMPING, SERVING);
    assertThat(pod.prompted()).hasSize(5);
  }

  @Test
  void takesTheWholeWayWhenTheOneCompletionAtTheStartFails() {
    engine.served(ServedBefore.YES).failPrompts(1);
    var pod = new VirtualPod(CONFIG, engine, true);

    pod.runUntil(Duration.ofMinutes(1));

    assertThat(pod.phases()).contains(RAMPING);
    assertThat(pod.prompted()).hasSize(6);
  }

  @Test
  void doesNotBelieveAPodAtTheStartThatWasRefusingConnections() {
    engine.served(ServedBefore.YES).loadedAt(Duration.ofSeconds(5));
    var pod = new VirtualPod(CONFIG, engine, true);

    pod.runUntil(Duration.ofMinutes(1));

    assertThat(pod.phases()).contains(RAMPING);
    assertThat(pod.prompted()).hasSize(5);
  }

  @Test
  void staysInProbingWhileItSleepsAndTakesTheWholeWayWhenItWakes() {
    VirtualPod pod = serving();
    pod.on(new PodEvent.Asleep());
    pod.runUntil(Duration.ofHours(1));
    PodStatus asleep = pod.status();
    int prompted = pod.prompted().size();

    pod.on(new PodEvent.Awake());
    pod.runUntil(Duration.ofHours(1).plusMinutes(1));

    assertThat(asleep.phase()).isEqualTo(PROBING);
    assertThat(asleep.reason()).isEqualTo("asleep");
    assertThat(asleep.comingUp()).isFalse();
    assertThat(prompted).isEqualTo(5);
    assertThat(pod.phases()).endsWith(SERVING, PROBING, WARMING, RAMPING, SERVING);
    assertThat(pod.prompted()).hasSize(10);
    assertThat(pod.status().fresh()).isFalse();
  }

  @Test
  void remembersSleepThatBeganWhileItHadFailed() {
    var pod = new VirtualPod(CONFIG, engine.failPrompts(3), false);
    runTo(pod, FAILED);

    pod.on(new PodEvent.Asleep());
    pod.runUntil(Duration.ofMinutes(5));

    assertThat(pod.phase()).isEqualTo(PROBING);
    assertThat(pod.status().reason()).isEqualTo("asleep");
  }

  @Test
  void goesBackToProbingWhenItRestartsWhileRamping() {
    var pod = new VirtualPod(CONFIG, engine, false);
    runTo(pod, RAMPING);

    pod.on(new PodEvent.Restarted("process start changed"));
    PodStatus restarted = pod.status();
    pod.runUntil(Duration.ofMinutes(2));

    assertThat(restarted.phase()).isEqualTo(PROBING);
    assertThat(restarted.reason()).isEqualTo("process start changed");
    assertThat(restarted.admits()).isFalse();
    assertThat(pod.phases())
        .containsExactly(DISCOVERED, PROBING, WARMING, RAMPING, PROBING, WARMING, RAMPING, SERVING);
    assertThat(pod.prompted()).hasSize(10);
  }

  @Test
  void goesBackToProbingAtOnceWhenAUserIsRefused() {
    VirtualPod pod = serving();

    pod.on(new PodEvent.Refused());

    assertThat(pod.phase()).isEqualTo(PROBING);
    assertThat(pod.status().reason()).isEqualTo("connection refused");
    assertThat(pod.status().comingUp()).isTrue();
  }

  @Test
  void toleratesFewerFailedProbesThanTheThreshold() {
    VirtualPod pod = serving();
    engine.failProbes(2);

    pod.runUntil(Duration.ofMinutes(3));

    assertThat(pod.phase()).isEqualTo(SERVING);
    assertThat(pod.phases()).endsWith(RAMPING, SERVING);
  }

  @Test
  void goesBackToProbingAfterTheThresholdOfFailedProbes() {
    VirtualPod pod = serving();
    engine.failProbes(3);

    runTo(pod, PROBING);

    assertThat(pod.status().reason()).isEqualTo("unhealthy: HTTP 503");
  }

  @Test
  void goesBackToProbingWhenTheEngineHangs() {
    VirtualPod pod = serving();
    engine.hang();

    runTo(pod, PROBING);

    assertThat(pod.status().reason()).isEqualTo("unhealthy: no answer within 2 s");
  }

  @Test
  void changesNothingWhenAnEventIsLate() {
    VirtualPod pod = serving();
    pod.on(new PodEvent.Refused());
    PodStatus once = pod.status();
    int probed = pod.probed();

    pod.on(new PodEvent.Refused());
    pod.on(new PodEvent.ProbePassed(1, ServedBefore.YES));
    pod.on(new PodEvent.ProbeFailed(2, "HTTP 503", true));
    pod.on(new PodEvent.PromptPassed(3, 1));
    pod.on(new PodEvent.PromptFailed(4, "HTTP 500", true));
    pod.on(new PodEvent.Awake());

    assertThat(pod.status()).isEqualTo(once);
    assertThat(pod.probed()).isEqualTo(probed);
  }

  @Test
  void drainsUntilItsStreamsHaveEnded() {
    VirtualPod pod = serving();
    pod.on(new PodEvent.InFlight(2));

    pod.on(new PodEvent.Removed());
    pod.runUntil(Duration.ofMinutes(20));
    PodStatus draining = pod.status();
    pod.on(new PodEvent.InFlight(1));
    PodPhase oneLeft = pod.phase();
    pod.on(new PodEvent.InFlight(0));

    assertThat(draining.phase()).isEqualTo(DRAINING);
    assertThat(draining.admits()).isFalse();
    assertThat(oneLeft).isEqualTo(DRAINING);
    assertThat(pod.phase()).isEqualTo(GONE);
  }

  @Test
  void isGoneAtOnceWhenRemovedWithNothingInFlight() {
    VirtualPod pod = serving();
    pod.on(new PodEvent.InFlight(2));
    pod.on(new PodEvent.InFlight(0));

    pod.on(new PodEvent.Removed());

    assertThat(pod.phase()).isEqualTo(GONE);
  }

  @Test
  void isGoneAfterAnHourOfDrainingWhateverIsInFlight() {
    VirtualPod pod = serving();
    pod.on(new PodEvent.InFlight(1));
    pod.on(new PodEvent.Removed());

    pod.runUntil(Duration.ofHours(2));

    assertThat(pod.phase()).isEqualTo(GONE);
  }

  @Test
  void rampsAnAllNewFleetWithEqualWeights() {
    List<VirtualPod> fleet =
        IntStream.range(0, 4)
            .mapToObj(_ -> new VirtualPod(CONFIG, new ScriptedEngine(), true))
            .toList();
    fleet.forEach(pod -> runTo(pod, RAMPING));

    Duration half = fleet.getFirst().began(RAMPING).plus(CONFIG.rampUp().dividedBy(2));
    fleet.forEach(pod -> pod.runUntil(half));

    assertThat(fleet).allMatch(pod -> pod.status().admits());
    assertThat(fleet.stream().map(pod -> pod.status().weight()).distinct()).hasSize(1);
    assertThat(fleet.getFirst().status().weight()).isCloseTo(0.55, within(1e-9));
  }

  @Test
  void servesAtOnceWhenThereIsNoRampUp() {
    WarmupConfig config = CONFIG.with(1, Duration.ofSeconds(3), Duration.ZERO);
    var pod = new VirtualPod(config, engine, false);

    pod.runUntil(Duration.ofSeconds(10));

    assertThat(pod.phases()).containsExactly(DISCOVERED, PROBING, WARMING, SERVING);
    assertThat(pod.prompted()).hasSize(1);
  }

  private VirtualPod serving() {
    var pod = new VirtualPod(CONFIG, engine, false);
    pod.runUntil(Duration.ofMinutes(2));
    assertThat(pod.phase()).isEqualTo(SERVING);
    return pod;
  }

  /** Runs until the pod has just entered a phase. */
  private static void runTo(VirtualPod pod, PodPhase phase) {
    pod.runUntilPhase(phase, Duration.ofHours(2));
  }
}
