package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.SimulatedEngine;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One of three pods dies under load, and comes back. */
class PodKilledIT {
  private static final int PROMPTS = 4;
  private static Fleet fleet;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(3, options -> options.withSpeed(5));
    String config = Configs.pods(fleet.urls()).replace("prompts: 2", "prompts: " + PROMPTS);
    gateway = GatewayProcess.ready(config);
    Await.until("three pods", () -> gateway.metric("spillway_ready_replicas") == 3);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @Test
  void nothingIsLostAndThePodComesBackThroughTheGate() {
    SimulatedEngine victim = fleet.engine(1);
    var calls = new ArrayList<Call>();
    // The retries that a pool may spend are a share of its requests of the last seconds.
    for (int i = 0; i < 300; i++) {
      calls.add(Call.chat(gateway, "before " + i, 1));
      if (i % 40 == 0) {
        calls.getLast().awaitEnd();
      }
    }
    calls.forEach(Call::awaitEnd);
    for (int i = 0; i < 60; i++) {
      calls.add(load(i));
      Await.pause(10);
    }
    Await.until("work on the victim", () -> victim.counters().running() > 3);

    Fleet.kill(victim);
    for (int i = 60; i < 120; i++) {
      calls.add(load(i));
      Await.pause(10);
    }

    int broken = 0;
    for (Call call : calls) {
      call.awaitEnd();
      int tokens = call.text().startsWith("data") ? Tokens.gapless(call.content()) : 0;
      if (call.complete()) {
        assertThat(call.status()).isEqualTo(200);
      } else {
        broken++;
        assertThat(call.visiblyFailed()).as(call.toString()).isTrue();
        assertThat(tokens).as("only what had content may fail: %s", call).isPositive();
        assertThat(call.endpoint()).isEqualTo("pod-1");
      }
    }
    assertThat(broken).isPositive();
    Await.until("every end logged", () -> gateway.requests().size() == calls.size());

    comesBack(victim);
  }

  private static void comesBack(SimulatedEngine victim) {
    var watch = new GateWatch(victim, PROMPTS);
    Await.done(victim.restart(Duration.ofSeconds(5)));
    var calls = new ArrayList<Call>();
    while (calls.stream().noneMatch(call -> call.endpoint().equals("pod-1"))) {
      assertThat(calls.size()).as("requests until the pod takes one").isLessThan(2000);
      calls.add(Call.chat(gateway, "meanwhile " + calls.size(), 3));
      Await.pause(20);
    }
    watch.stop();
    calls.forEach(call -> assertThat(call.awaitEnd().complete()).as(call.toString()).isTrue());
    assertThat(watch.early()).isEmpty();
    assertThat(watch.ended()).isGreaterThanOrEqualTo(PROMPTS);
  }

  /** Half of them streams, half whole answers, each its own conversation. */
  private static Call load(int i) {
    return i % 2 == 0
        ? Call.stream(gateway, "load " + i, 600)
        : Call.chat(gateway, "load " + i, 20);
  }
}
