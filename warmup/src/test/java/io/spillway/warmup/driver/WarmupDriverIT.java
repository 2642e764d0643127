package io.spillway.warmup.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.EndpointId;
import io.spillway.router.Ticker;
import io.spillway.warmup.PodPhase;
import io.spillway.warmup.PodStatus;
import io.spillway.warmup.WarmupConfig;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver in front of engines on loopback, in times short enough for a test. */
final class WarmupDriverIT {
  private static final EndpointId POD = new EndpointId("pod-0");
  private static final WarmupConfig QUICK =
      new WarmupConfig(
          3,
          Duration.ofSeconds(5),
          Duration.ofMillis(600),
          Duration.ofMillis(40),
          Duration.ofSeconds(5),
          2,
          3,
          Duration.ofSeconds(10),
          Duration.ofMillis(50),
          Duration.ofMillis(200));

  private final List<List<PodStatus>> told = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private HttpEngineProbe probe;
  private WarmupDriver driver;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    probe = new HttpEngineProbe(vertx, Ticker.system(), EngineKind.VLLM, QUICK);
    driver = new WarmupDriver(vertx, Ticker.system(), probe, QUICK, told::add);
  }

  @AfterEach
  void stop() {
    Await.result(driver.close());
    Await.result(probe.close());
    Await.result(vertx.close());
  }

  @Test
  void leadsAnEngineFromRefusedOverLoadingToServing() {
    FakeEngine before = FakeEngine.start(vertx);
    before.stop();
    driver.pods(List.of(before.target()));
    awaitReason("connection refused");
    FakeEngine engine = new Loading(vertx, before.port()).engine;
    awaitReason("HTTP 503 from /health");
    assertThat(engine.bodies).isEmpty();

    engine.health = 200;
    awaitPhase(PodPhase.SERVING);

    assertThat(phases())
        .containsExactly(
            PodPhase.DISCOVERED,
            PodPhase.PROBING,
            PodPhase.WARMING,
            PodPhase.RAMPING,
            PodPhase.SERVING);
    assertThat(engine.bodies).hasSize(3);
    assertThat(engine.promptsUnderWayMax.get()).isEqualTo(1);
    assertThat(told.stream().map(List::getFirst).map(PodStatus::weight))
        .allMatch(weight -> weight > 0 && weight <= 1)
        .anyMatch(weight -> weight < 1);
  }

  @Test
  void doesNotLetAPodServeWhoseStreamsOnlyLookClean() {
    FakeEngine engine = FakeEngine.start(vertx);
    engine.stream = List.of(FakeEngine.ROLE, FakeEngine.WORD, FakeEngine.DONE);
    driver.pods(List.of(engine.target()));

    awaitPhase(PodPhase.FAILED);
    awaitReason("completion failed: stream without a finish");
    Await.until("a second try", () -> engine.bodies.size() >= 6);

    assertThat(phases()).doesNotContain(PodPhase.RAMPING, PodPhase.SERVING);
  }

  @Test
  void failsASlowPodAndServesOnceItIsQuick() {
    FakeEngine engine = FakeEngine.start(vertx);
    engine.firstTokenMillis = 120;
    driver.configure(QUICK.with(2, Duration.ofMillis(100), Duration.ZERO));
    driver.pods(List.of(engine.target()));
    awaitPhase(PodPhase.FAILED);
    int slow = engine.bodies.size();

    driver.configure(QUICK.with(2, Duration.ofSeconds(10), Duration.ZERO));
    awaitPhase(PodPhase.SERVING);

    assertThat(slow).isEqualTo(4);
    assertThat(phases()).doesNotContain(PodPhase.RAMPING);
  }

  @Test
  void takesARestartedPodTheWholeWayAgain() {
    FakeEngine engine = FakeEngine.start(vertx);
    driver.pods(List.of(engine.target()));
    awaitPhase(PodPhase.SERVING);
    told.clear();

    driver.restarted(POD, "counters went backwards");
    awaitPhase(PodPhase.SERVING);

    assertThat(phases())
        .containsExactly(PodPhase.PROBING, PodPhase.WARMING, PodPhase.RAMPING, PodPhase.SERVING);
    assertThat(engine.bodies).hasSize(6);
    assertThat(status().fresh()).isFalse();
  }

  @Test
  void takesAPodOutWhenItsEngineIsGone() {
    FakeEngine engine = FakeEngine.start(vertx);
    driver.pods(List.of(engine.target()));
    awaitPhase(PodPhase.SERVING);

    engine.stop();
    awaitPhase(PodPhase.PROBING);

    assertThat(status().admits()).isFalse();
  }

  @Test
  void givesUpACompletionWhenTheEngineFallsAsleepAndGoesOnWhenItWakes() {
    FakeEngine engine = FakeEngine.start(vertx);
    engine.firstTokenMillis = 60_000;
    driver.pods(List.of(engine.target()));
    Await.until("a completion", () -> engine.promptsUnderWay.get() == 1);

    driver.asleep(POD);
    awaitReason("asleep");
    Await.until("the completion to be cut", () -> engine.promptsCut.get() == 1);
    engine.firstTokenMillis = 0;
    driver.awake(POD);
    awaitPhase(PodPhase.SERVING);

    assertThat(engine.promptsUnderWayMax.get()).isEqualTo(1);
  }

  @Test
  void needsOneCompletionFromAPodThatHadServedBeforeTheStart() {
    FakeEngine engine = FakeEngine.start(vertx);
    engine.metrics = "vllm:request_success_total{finished_reason=\"stop\"} 12.0\n";
    driver.pods(List.of(engine.target()));

    awaitPhase(PodPhase.SERVING);

    assertThat(engine.bodies).hasSize(1);
    assertThat(phases()).doesNotContain(PodPhase.RAMPING);
  }

  @Test
  void takesAPodThatComesLaterTheWholeWayWhateverItsMetricsSay() {
    FakeEngine engine = FakeEngine.start(vertx);
    engine.metrics = "vllm:request_success_total{finished_reason=\"stop\"} 12.0\n";
    driver.pods(List.of());

    driver.pods(List.of(engine.target()));
    awaitPhase(PodPhase.SERVING);

    assertThat(engine.bodies).hasSize(3);
    assertThat(engine.paths).doesNotContain("GET /metrics");
  }

  @Test
  void drainsARemovedPodUntilItsRequestsEndAndTellsOnceThatItIsGone() {
    FakeEngine engine = FakeEngine.start(vertx);
    driver.pods(List.of(engine.target()));
    awaitPhase(PodPhase.SERVING);
    driver.inFlight(POD, 1);

    driver.pods(List.of());
    awaitPhase(PodPhase.DRAINING);
    driver.inFlight(POD, 0);
    Await.until("gone", () -> driver.statuses().isEmpty());

    assertThat(told.stream().flatMap(List::stream).filter(s -> s.phase() == PodPhase.GONE))
        .hasSize(1);
  }

  @Test
  void treatsAnotherIdentityAsAnotherPodThatStartsFromTheBeginning() {
    FakeEngine first = FakeEngine.start(vertx);
    FakeEngine second = FakeEngine.start(vertx);
    driver.pods(List.of(FakeEngine.target("pod-0", first.port())));
    awaitPhase(PodPhase.SERVING);
    driver.inFlight(POD, 1);

    driver.pods(List.of(FakeEngine.target("pod-0", second.port())));
    Await.until(
        "old one draining, new one serving",
        () ->
            driver.statuses().stream()
                .map(PodStatus::phase)
                .toList()
                .equals(List.of(PodPhase.DRAINING, PodPhase.SERVING)));

    assertThat(second.bodies).hasSize(3);
  }

  /** An engine that listens, and is not ready. */
  private record Loading(FakeEngine engine) {
    Loading(Vertx vertx, int port) {
      this(FakeEngine.start(vertx, port));
      engine.health = 503;
    }
  }

  private PodStatus status() {
    return driver.statuses().getFirst();
  }

  private void awaitPhase(PodPhase phase) {
    Await.until(
        phase.label(),
        () ->
            !told.isEmpty() && told.getLast().stream().anyMatch(status -> status.phase() == phase));
  }

  private void awaitReason(String reason) {
    Await.until(reason, () -> !driver.statuses().isEmpty() && status().reason().equals(reason));
  }

  /** The phases of the first pod, each once for as long as it lasted. */
  private List<PodPhase> phases() {
    var phases = new CopyOnWriteArrayList<PodPhase>();
    for (List<PodStatus> statuses : told) {
      PodPhase phase = statuses.getFirst().phase();
      if (phases.isEmpty() || phases.getLast() != phase) {
        phases.add(phase);
      }
    }
    return phases;
  }
}
