package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.Failure;
import io.spillway.loadtest.engine.FailureKind;
import io.spillway.loadtest.engine.Failures;
import io.spillway.loadtest.engine.SimulatedEngine;
import io.spillway.loadtest.engine.model.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody meets a cold pod. */
class WarmupGateIT {
  private static final int PROMPTS = 3;
  private final Fleet fleet = Fleet.of(1, options -> options.withSpeed(10));

  @AfterEach
  void stop() {
    fleet.close();
  }

  @Test
  void aPodThatLoadsAndIsSlowAtFirstServesWhenWarmAndRampsUp() {
    SimulatedEngine cold =
        fleet.add(options ->
            options
                .withSpeed(10)
                .withLoadTime(Duration.ofSeconds(15))
                .withFailures(Failures.of(Failure.of(FailureKind.DRIP, 6))));
    var watch = new GateWatch(cold, PROMPTS);
    try (var gateway = GatewayProcess.ready(config("120ms", "3s"));
        var load = new Load(gateway, 24)) {
      Await.until(
          "the first token found slow",
          () -> pod(gateway, 1).path("reason").asText().contains("bound"));
      assertThat(load.on("pod-1")).isZero();
      assertThat(cold.counters().running()).isLessThanOrEqualTo(1);
      cold.failures(Failures.NONE);

      var ramping = new ArrayList<JsonNode>();
      Await.until(
          "a pod that serves in full",
          () -> {
            JsonNode seen = pod(gateway, 1);
            if (seen.path("state").asText().equals("ramping")) {
              ramping.add(seen);
            }
            return seen.path("state").asText().equals("serving");
          });
      int rampedUp = load.on("pod-1");
      load.await(rampedUp + 50, "pod-1");

      assertThat(watch.stop().early()).isEmpty();
      assertThat(ramping).hasSizeGreaterThan(2);
      assertThat(ramping.getFirst().path("slots").asInt()).isLessThan(16);
      assertThat(ramping).isSortedAccordingTo(WarmupGateIT::byWeight);
      assertThat(ramping)
          .allSatisfy(pod ->
              assertThat(pod.path("inFlight").asInt())
                  .isLessThanOrEqualTo(pod.path("slots").asInt()));
      assertThat(pod(gateway, 1).path("slots").asInt()).isEqualTo(32);
      assertThat(load.failed()).isEmpty();
    }
  }

  @Test
  void aSleepingEngineGoesBackToProbingUntilItIsWokenAndWarm() {
    fleet.addServing(options -> options.withSpeed(10));
    try (var gateway = GatewayProcess.ready(config("3s", "0s"))) {
      Await.until("two pods", () -> gateway.metric("spillway_ready_replicas") == 2);

      fleet.engine(1).sleep();
      Await.until(
          "a pod seen asleep", () -> pod(gateway, 1).path("state").asText().equals("probing"));
      assertThat(pod(gateway, 1).path("reason").asText()).isEqualTo("asleep");
      for (int i = 0; i < 20; i++) {
        Call call = Call.chat(gateway, "while it sleeps " + i, 2).awaitEnd();
        assertThat(call.complete()).as(call.toString()).isTrue();
        assertThat(call.endpoint()).isEqualTo("pod-0");
      }
      long before = fleet.engine(1).counters().finished(FinishReason.LENGTH);
      long stopped = fleet.engine(1).counters().finished(FinishReason.STOP);
      fleet.engine(1).wake();
      Await.until(
          "a pod that serves", () -> pod(gateway, 1).path("state").asText().equals("serving"));

      long prompts =
          fleet.engine(1).counters().finished(FinishReason.LENGTH)
              - before
              + fleet.engine(1).counters().finished(FinishReason.STOP)
              - stopped;
      assertThat(prompts).isEqualTo(PROMPTS);
    }
  }

  @Test
  void aGatewayThatStartsBeforeServingPodsTrustsThemAfterOneSuccess() {
    try (var gateway = GatewayProcess.ready(config("3s", "30s"))) {
      assertThat(pod(gateway, 0).path("state").asText()).isEqualTo("serving");
      assertThat(gateway.events("pod_phase"))
          .extracting(event -> event.path("phase").asText())
          .containsExactly("discovered", "probing", "warming", "serving");
      // One from this test's own first look at the engine, one from the gate.
      long ended =
          fleet.engine(0).counters().finished().values().stream().mapToLong(Long::longValue).sum();
      assertThat(ended).isEqualTo(2);
      assertThat(Call.chat(gateway, "hello", 2).awaitEnd().complete()).isTrue();
    }
  }

  private String config(String firstTokenWithin, String rampUp) {
    return Configs.pods(fleet.urls())
        .replace(
            "warmup: { prompts: 2, firstTokenWithin: 3s, rampUp: 0s }",
            "warmup: { prompts: %d, firstTokenWithin: %s, rampUp: %s }"
                .formatted(PROMPTS, firstTokenWithin, rampUp));
  }

  private static JsonNode pod(GatewayProcess gateway, int index) {
    return gateway.admin("/admin/fleet").at("/models/0/endpoints/" + index);
  }

  private static int byWeight(JsonNode one, JsonNode other) {
    return Double.compare(one.path("weight").asDouble(), other.path("weight").asDouble());
  }

  /** So many clients that ask again and again, each time for a new conversation. */
  private static final class Load implements AutoCloseable {
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    Load(GatewayProcess gateway, int count) {
      for (int i = 0; i < count; i++) {
        clients.add(Thread.ofVirtual().start(() -> ask(gateway)));
      }
    }

    private void ask(GatewayProcess gateway) {
      while (!stopped) {
        Call call = Call.chat(gateway, "load " + number.incrementAndGet(), 40);
        calls.add(call);
        call.awaitEnd();
      }
    }

    int on(String endpoint) {
      return (int) calls.stream().filter(call -> call.endpoint().equals(endpoint)).count();
    }

    void await(int count, String endpoint) {
      Await.until(count + " answers of " + endpoint, () -> on(endpoint) >= count);
    }

    List<Call> failed() {
      return calls.stream()
          .filter(call -> call.end() != Call.End.OPEN && !call.complete())
          .toList();
    }

    @Override
    public void close() {
      stopped = true;
      for (Thread client : clients) {
        try {
          client.join();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
