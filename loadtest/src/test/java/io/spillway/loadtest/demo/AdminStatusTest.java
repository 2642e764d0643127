package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class AdminStatusTest {
  private static final String FLEET =
      """
      {"models":[{"model":"m","ready":2,"comingUp":1,"waiting":3,"inFlight":12,"capacity":64,
       "saturation":0.19,"endpoints":[{"name":"pod-0","state":"serving","reason":"","weight":1.0,
       "inFlight":3,"slots":8,"engine":{"running":3,"waiting":0,"kvUsage":0.2}}],
       "targets":[{"name":"rented","inFlight":4,"concurrency":64,"state":"open"}]}]}
      """;
  private static final String SCALE =
      """
      {"models":[{"model":"m","demand":{"inFlight":1,"waiting":0,"spilled":4,"total":5},
       "desired":4,"ready":2,"comingUp":0,"reason":"demand"}]}
      """;
  private static final String METRICS =
      """
      # TYPE spillway_cost_usd_total counter
      spillway_cost_usd_total{model="m",target="",tier="self-hosted"} 9.0
      spillway_cost_usd_total{model="m",target="rented",tier="overflow"} 0.25
      spillway_cost_usd_total{model="m",target="other",tier="overflow"} 5.0E-1 1700000000
      spillway_cost_usd_totals{tier="overflow"} 7
      """;

  @Test
  void readsWhatTheAdminPortSays() {
    AdminStatus status = AdminStatus.of(new JsonObject(FLEET), new JsonObject(SCALE), METRICS);

    assertThat(status.pods()).containsExactly(new AdminStatus.Pod("pod-0", "serving", "", 3, 8));
    assertThat(status.targets()).containsExactly(new AdminStatus.Target("rented", "open", 4, 64));
    assertThat(status.waiting()).isEqualTo(3);
    assertThat(status.demand()).isEqualTo(5);
    assertThat(status.desired()).isEqualTo(4);
    assertThat(status.ready()).isEqualTo(2);
    assertThat(status.overflowUsd()).isEqualTo(0.75);
  }

  @Test
  void whatIsMissingIsZero() {
    assertThat(AdminStatus.of(new JsonObject(), new JsonObject(), "")).isEqualTo(AdminStatus.NONE);
  }
}
