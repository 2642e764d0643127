package io.spillway.loadtest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.EngineCounters;
import io.spillway.loadtest.engine.SimulatedEngine;

/**
 * A simulated pod, and a guard over what reaches it.
 *
 * @param name as the gateway calls it
 * @param engine what runs in it
 * @param guard counts user requests that come too early
 */
record DemoPod(String name, SimulatedEngine engine, ColdGuard guard) {
  /** A field of every user request's body, which warm-up prompts do not have. */
  static final String USER_MARK = "demo_user";

  /** A pod whose requests are watched from now on. */
  static DemoPod watched(String name, SimulatedEngine engine) {
    var pod = new DemoPod(name, engine, new ColdGuard(GatewayConfig.WARMUP_PROMPTS));
    engine.observe(pod::arrived);
    return pod;
  }

  private void arrived(JsonNode request) {
    if (request.has(USER_MARK)) {
      guard.userRequest(answered(engine.counters()));
    }
  }

  private static long answered(EngineCounters counters) {
    return counters.finished().values().stream().mapToLong(Long::longValue).sum();
  }
}
