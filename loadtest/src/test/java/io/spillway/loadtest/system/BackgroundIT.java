package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Responses that pods go on with after they were answered. */
class BackgroundIT {
  private static final int TOKENS = 600;
  private static Fleet fleet;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(2, options -> options.withSpeed(1));
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void areWorkThatARemovedPodWaitsForAndAreCountedAtTheirEnd() {
    try (var gateway = GatewayProcess.ready(config(2))) {
      var calls = new ArrayList<Call>();
      var pods = new HashSet<String>();
      while (pods.size() < 2 && calls.size() < 20) {
        Call call = begin(gateway, "task " + calls.size(), TOKENS);
        assertThat(call.text()).contains("\"queued\"");
        calls.add(call);
        pods.add(call.endpoint());
      }
      double inFlight = gateway.metric("spillway_inflight");
      double early = gateway.metric("llm_tokens_generated_total");
      gateway.configure(config(1));
      Await.until(
          () -> "a pod that drains: " + states(gateway),
          () -> states(gateway).contains("draining"));

      assertThat(pods).hasSize(2);
      assertThat(inFlight).isEqualTo(calls.size());
      assertThat(early).isZero();
      Await.until("idle pods", () -> gateway.metric("spillway_inflight") == 0);
      Await.until(
          () -> "the pod that stays: " + states(gateway), () -> states(gateway).size() == 1);
      assertThat(gateway.metric("llm_tokens_generated_total")).isEqualTo(TOKENS * calls.size());
      assertThat(gateway.requests()).hasSize(calls.size());
      assertThat(fleet.counters()).allSatisfy(pod -> assertThat(pod.wastedTokens()).isZero());
    }
  }

  @Test
  void areNotWaitedForByAGatewayThatLeaves() {
    try (var gateway = GatewayProcess.ready(config(2))) {
      begin(gateway, "a long task", 5000);
      Await.until("one under way", () -> gateway.metric("spillway_inflight") == 1);

      long asked = System.nanoTime();
      gateway.terminate();

      assertThat(gateway.awaitExit()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
      assertThat(gateway.events("drained").getFirst().path("cut").asInt()).isZero();
    }
  }

  private static Call begin(GatewayProcess gateway, String input, int tokens) {
    String body =
        """
        {"model":"m","background":true,"input":"%s","sim_output_tokens":%d}\
        """
            .formatted(input, tokens);
    return Call.post(gateway.port(), "/v1/responses", body).awaitEnd();
  }

  private static List<String> states(GatewayProcess gateway) {
    var states = new ArrayList<String>();
    for (JsonNode pod : gateway.admin("/admin/fleet").at("/models/0/endpoints")) {
      states.add(pod.path("state").asText());
    }
    return states;
  }

  private static String config(int pods) {
    return Configs.server("drain: { delay: 0s, limit: 20s }")
        + Configs.model(Fleet.urls(fleet.engines().subList(0, pods)), 32);
  }
}
