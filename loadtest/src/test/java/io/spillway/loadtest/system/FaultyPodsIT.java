package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.EngineOptions;
import io.spillway.loadtest.engine.Failure;
import io.spillway.loadtest.engine.FailureKind;
import io.spillway.loadtest.engine.Failures;
import io.spillway.loadtest.engine.SimulatedEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pods that fail or refuse, under load: rows 16 to 18 of the fault matrix. */
class FaultyPodsIT {
  private static final int CLIENTS = 6;
  private static final Duration LONG = Duration.ofMillis(1500);
  private static final Duration SHORT = Duration.ofMillis(700);

  /** So many attempts elsewhere in a row are no accident. */
  private static final int LEFT_ALONE = 100;

  @Test
  void aStormOfErrorsIsNotMadeWorseByRetriesAndLeavesNothingBehind() {
    try (Bench bench = Bench.of(3, options -> options, "")) {
      bench.fail(0, 3, Failures.of(Failure.of(FailureKind.STATUS, 500)));

      List<Call> storm = bench.load(LONG);
      int tries = bench.attempts();
      bench.fail(0, 3, Failures.NONE);
      List<Call> after = bench.load(SHORT);

      assertThat(tries).isLessThanOrEqualTo((int) (1.1 * storm.size()) + 3);
      assertThat(storm).hasSizeGreaterThan(20);
      assertThat(storm)
          .allSatisfy(call -> {
            assertThat(call.status()).as(call.toString()).isBetween(500, 599);
            assertThat(GatewayProcess.json(call.text()).at("/error/message").asText()).isNotEmpty();
          });
      assertThat(after).hasSizeGreaterThan(10);
      assertThat(after).allMatch(Call::complete);
      assertThat(bench.gateway.metric("spillway_inflight")).isZero();
    }
  }

  @Test
  void aStormOfErrorsIsAnsweredFromOutsideByThoseWhoMayLeave() {
    try (Fleet outside = Fleet.of(1, options -> options);
        Bench bench =
            Bench.of(
                3,
                options -> options,
                """
                    overflow: [ { name: hosted, type: openai, url: "%s/v1", concurrency: 50 } ]
                """
                    .formatted(outside.engine(0).url()))) {
      bench.fail(0, 3, Failures.of(Failure.of(FailureKind.STATUS, 500)));

      List<Call> storm = bench.load(LONG);
      int tries = bench.attempts();
      bench.fail(0, 3, Failures.NONE);
      List<Call> after = bench.load(SHORT);

      assertThat(tries).isLessThanOrEqualTo((int) (1.1 * storm.size()) + 3);
      assertThat(storm).hasSizeGreaterThan(20);
      assertThat(storm)
          .allSatisfy(call -> {
            assertThat(call.complete()).as(call.toString()).isTrue();
            assertThat(call.endpoint()).isEqualTo("hosted");
          });
      assertThat(after).allMatch(Call::complete);
      assertThat(after.getLast().endpoint()).startsWith("pod-");
    }
  }

  @Test
  void aPodThatFailsHalfOfItsRequestsIsEjectedSoon() {
    try (Bench bench = Bench.of(5, options -> options, "")) {
      bench.fail(4, 5, Failures.of(new Failure(FailureKind.STATUS, 500, 0.5)));

      Duration took = bench.awaitLeftAlone(4);
      int before = bench.attempts(4);
      List<Call> after = bench.load(LONG);

      assertThat(took).isLessThan(Duration.ofSeconds(10));
      assertThat(bench.attempts(4) - before).isLessThanOrEqualTo(2);
      assertThat(after).hasSizeGreaterThan(50);
      assertThat(after)
          .filteredOn(call -> !call.complete())
          .hasSizeLessThanOrEqualTo(after.size() / 200);
    }
  }

  @Test
  void neverAreMoreThanHalfOfThePodsEjected() {
    try (Bench bench = Bench.of(5, options -> options, "")) {
      bench.fail(2, 5, Failures.of(new Failure(FailureKind.STATUS, 500, 0.9)));

      bench.load(LONG);
      int[] before = IntStream.range(0, 5).map(bench::attempts).toArray();
      bench.load(SHORT);
      long taking = IntStream.range(0, 5).filter(pod -> bench.attempts(pod) > before[pod]).count();

      assertThat(taking).isEqualTo(3);
    }
  }

  @Test
  void aPodThatRefusesAtOnceDoesNotAttractTraffic() {
    try (Bench bench = Bench.of(3, options -> options, "")) {
      bench.fail(2, 3, Failures.of(Failure.of(FailureKind.STATUS, 429)));

      List<Call> early = bench.load(LONG);
      int before = bench.attempts();
      int own = bench.attempts(2);
      List<Call> late = bench.load(LONG);
      double share = (double) (bench.attempts(2) - own) / (bench.attempts() - before);

      assertThat(share).isLessThan(0.1);
      // All clients may meet the first refusal together, and more than the retry budget allows.
      assertThat(early).filteredOn(call -> !call.complete()).hasSizeLessThanOrEqualTo(CLIENTS);
      assertThat(late).allMatch(Call::complete);
    }
  }

  /** Pods and a gateway before them. */
  private static final class Bench implements AutoCloseable {
    final Fleet fleet;
    final GatewayProcess gateway;
    private final List<AtomicInteger> attempts = new ArrayList<>();
    private final AtomicInteger prompts = new AtomicInteger();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    private Bench(Fleet fleet, GatewayProcess gateway) {
      this.fleet = fleet;
      this.gateway = gateway;
      for (SimulatedEngine engine : fleet.engines()) {
        var count = new AtomicInteger();
        engine.observe(_ -> count.incrementAndGet());
        attempts.add(count);
      }
    }

    static Bench of(int pods, UnaryOperator<EngineOptions> change, String model) {
      Fleet fleet = Fleet.of(pods, change);
      GatewayProcess gateway = GatewayProcess.ready(Configs.pods(fleet.urls(), model));
      Await.until("all pods", () -> gateway.metric("spillway_ready_replicas") == pods);
      return new Bench(fleet, gateway);
    }

    void fail(int from, int to, Failures failures) {
      fleet.engines().subList(from, to).forEach(engine -> engine.failures(failures));
    }

    /** Clients that go on until they are closed. */
    Crowd crowd() {
      return Crowd.of(
          CLIENTS,
          () -> {
            calls.add(Call.chat(gateway, "prompt " + prompts.incrementAndGet(), 3).awaitEnd());
            return true;
          });
    }

    /** What clients got who asked for so long. */
    List<Call> load(Duration time) {
      calls.clear();
      try (var _ = crowd()) {
        Await.pause(time.toMillis());
      }
      return List.copyOf(calls);
    }

    /** Asks until a pod gets nothing any more while the others do; how long that took. */
    Duration awaitLeftAlone(int pod) {
      long begun = System.nanoTime();
      try (var _ = crowd()) {
        int all = attempts();
        int own = attempts(pod);
        long bound = begun + Duration.ofSeconds(15).toNanos();
        while (attempts() - all < LEFT_ALONE && System.nanoTime() < bound) {
          Await.pause(5);
          if (attempts(pod) != own) {
            all = attempts();
            own = attempts(pod);
          }
        }
      }
      return Duration.ofNanos(System.nanoTime() - begun);
    }

    int attempts() {
      return attempts.stream().mapToInt(AtomicInteger::get).sum();
    }

    int attempts(int pod) {
      return attempts.get(pod).get();
    }

    @Override
    public void close() {
      gateway.close();
      fleet.close();
    }
  }
}
