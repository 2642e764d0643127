package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.SimulatedEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Full is not an error: it waits, spills or is told when to come back. */
class FullIT {
  private static final String[] ALLOWED = {"authorization", "Bearer a-key-that-may-spill"};
  private static final String[] DENIED = {"authorization", "Bearer a-key-that-may-not"};
  private static Fleet fleet;
  private static Fleet outside;
  private static SimulatedEngine hosted;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(2, options -> options.withSpeed(2));
    outside = new Fleet();
    hosted = outside.addServing(options -> options.withModel("m").withSpeed(2));
  }

  @AfterAll
  static void stop() {
    outside.close();
    fleet.close();
  }

  @Test
  void waitsForAPlaceThenRefusesWithATimeToComeBack() {
    try (var gateway = GatewayProcess.ready(config("30s", "queue: { max: 2, maxWait: 20s }", ""))) {
      List<Call> holders = fill(gateway);
      Call first = Call.chat(gateway, "first in the queue", 2, ALLOWED);
      Call second = Call.stream(gateway, "second in the queue", 2, ALLOWED);
      Await.until("two that wait", () -> gateway.metric("inference_pending_requests") == 2);

      Call refused = Call.chat(gateway, "one too many", 2, ALLOWED).awaitEnd();

      assertThat(refused.status()).isEqualTo(429);
      assertThat(Integer.parseInt(refused.header("retry-after").orElseThrow())).isBetween(1, 60);
      assertThat(refused.header("x-spillway-reason")).contains("queue_full");
      assertThat(GatewayProcess.json(refused.text()).path("error").path("message").asText())
          .contains("full");
      for (Call waited : List.of(first, second)) {
        assertThat(waited.awaitEnd().complete()).as(waited.toString()).isTrue();
        assertThat(Integer.parseInt(waited.header("x-spillway-queue-ms").orElseThrow()))
            .isPositive();
        assertThat(waited.header("x-spillway-tier")).contains("self-hosted");
      }
      holders.forEach(holder -> assertThat(holder.awaitEnd().complete()).isTrue());
      assertThat(gateway.metric("spillway_rejections_total", "queue_full")).isEqualTo(1);
    }
  }

  @Test
  void spillsForThoseWhoMayAndCountsItAsDemandAndAsMoney() {
    String target =
        """
            overflow:
              - { name: hosted, type: openai, url: "%s/v1", concurrency: 10,
                  price: { usdPerMTokIn: 1000, usdPerMTokOut: 2000 } }
        """
            .formatted(hosted.url());
    try (var gateway = GatewayProcess.ready(config("300ms", "queue: { max: 9 }", target))) {
      List<Call> holders = fill(gateway);

      Call denied = Call.chat(gateway, "stays in the house", 2, DENIED);
      Await.until("one that waits", () -> gateway.metric("inference_pending_requests") == 1);
      Call spilled = Call.chat(gateway, "may leave", 10, ALLOWED).awaitEnd();
      Call stream = Call.stream(gateway, "may leave, too", 100, ALLOWED);
      stream.awaitText("\"content\":\"req_");
      JsonNode scale = gateway.admin("/admin/scale").at("/models/0");
      double demand = gateway.metric("spillway_demand");

      assertThat(spilled.complete()).as(spilled.toString()).isTrue();
      assertThat(spilled.header("x-spillway-tier")).contains("overflow");
      assertThat(spilled.endpoint()).isEqualTo("hosted");
      JsonNode usage = GatewayProcess.json(spilled.text()).path("usage");
      double usd =
          (usage.path("prompt_tokens").asInt() * 1000
                  + usage.path("completion_tokens").asInt() * 2000)
              / 1e6;
      assertThat(usage.path("completion_tokens").asInt()).isEqualTo(10);
      assertThat(Double.parseDouble(spilled.header("x-spillway-cost-usd").orElseThrow()))
          .isCloseTo(usd, within(1e-8));
      assertThat(scale.at("/demand/spilled").asInt()).isEqualTo(1);
      assertThat(scale.at("/demand/waiting").asInt()).isEqualTo(1);
      assertThat(scale.at("/demand/inFlight").asInt()).isEqualTo(4);
      assertThat(demand).isEqualTo(6);
      Await.until(
          "advice with its reason",
          () -> !gateway.admin("/admin/scale").at("/models/0/reason").asText().isEmpty());
      assertThat(stream.awaitEnd().complete()).isTrue();
      assertThat(stream.header("x-spillway-cost-usd")).isEmpty();
      assertThat(denied.awaitEnd().complete()).as(denied.toString()).isTrue();
      assertThat(denied.header("x-spillway-tier")).contains("self-hosted");
      holders.forEach(holder -> assertThat(holder.awaitEnd().complete()).isTrue());
      Await.until("seven lines", () -> gateway.requests().size() == 7);
      double logged = cost(gateway.requests(), "overflow");
      assertThat(logged).isGreaterThan(usd + 100 * 2000 / 1e6);
      assertThat(gateway.metric("spillway_cost_usd_total", "tier=\"overflow\"", "hosted"))
          .isCloseTo(logged, within(1e-6));
      assertThat(gateway.metric("spillway_cost_usd_total", "self-hosted", "pods"))
          .isCloseTo(cost(gateway.requests(), "self-hosted"), within(1e-6))
          .isPositive();
    }
  }

  @Test
  void refusesWhenThereIsNothingToServeIt() {
    try (var nowhere = new Fleet()) {
      SimulatedEngine dead = nowhere.add(options -> options);
      Fleet.kill(dead);
      String config =
          Configs.server("drain: { delay: 0s, limit: 1s }")
              + Configs.model(nowhere.urls(), 2)
              + "    queue: { max: 5, maxWait: 300ms }\n";
      try (var gateway = GatewayProcess.start(config)) {
        assertThat(gateway.readyStatus()).isEqualTo(503);

        Call refused = Call.chat(gateway, "nobody", 2).awaitEnd();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(Integer.parseInt(refused.header("retry-after").orElseThrow())).isBetween(1, 60);
      }
    }
  }

  /** Takes every place. */
  private static List<Call> fill(GatewayProcess gateway) {
    Await.until("two pods", () -> gateway.metric("spillway_ready_replicas") == 2);
    var holders = new ArrayList<Call>();
    for (int i = 0; i < 4; i++) {
      holders.add(Call.stream(gateway, "holder " + i, 400, ALLOWED));
    }
    holders.forEach(holder -> holder.awaitText("\"content\":\"req_"));
    return holders;
  }

  private static double cost(List<JsonNode> lines, String tier) {
    return lines.stream()
        .filter(line -> line.path("tier").asText().equals(tier))
        .mapToDouble(line -> line.path("costUsd").asDouble())
        .sum();
  }

  private static String config(String objective, String queue, String target) {
    String tenants =
        """
        tenants:
          - { name: free, overflow: allow, keys: [ "sha256:%s" ] }
          - { name: strict, keys: [ "sha256:%s" ] }
        """
            .formatted(
                Configs.sha256("a-key-that-may-spill"), Configs.sha256("a-key-that-may-not"));
    return tenants
        + Configs.server("drain: { delay: 0s, limit: 1s }")
        + Configs.model(fleet.urls(), 2)
        + "      price: { usdPerGpuHour: 3600 }\n"
        + "    objective: { timeToFirstToken: "
        + objective
        + " }\n    "
        + queue
        + "\n"
        + target;
  }
}
