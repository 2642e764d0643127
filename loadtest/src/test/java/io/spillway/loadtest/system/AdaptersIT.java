package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.EngineOptions.Behaviour;
import io.spillway.loadtest.engine.Trait;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A LoRA adapter that one pod of two has. */
class AdaptersIT {
  private static Fleet fleet;
  private static Fleet outside;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    fleet = new Fleet();
    fleet.addServing(options -> options.withSpeed(1));
    fleet.addServing(options ->
        options
            .withSpeed(1)
            .withBehaviour(Behaviour.DEFAULTS.withTokenIds(true).with(Trait.LORA, "a")));
    outside = Fleet.of(1, options -> options);
    gateway = GatewayProcess.ready(config());
    Await.until("two pods", () -> gateway.metric("spillway_ready_replicas") == 2);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    outside.close();
    fleet.close();
  }

  @Test
  void isServedByThePodThatHasItAlone() {
    for (int i = 0; i < 8; i++) {
      Call call = ask("a", "question " + i, 2, false).awaitEnd();
      assertThat(call.complete()).as(call.toString()).isTrue();
      assertThat(call.endpoint()).isEqualTo("pod-1");
    }
  }

  @Test
  void isListedBesideItsModel() {
    JsonNode models = GatewayProcess.json(Call.get(gateway.port(), "/v1/models").awaitEnd().text());

    assertThat(models.path("data"))
        .extracting(model -> model.path("id").asText() + " of " + model.path("parent").asText("-"))
        .containsExactly("m of -", "a of m");
  }

  @Test
  void waitsForItsPodAndNeverSpills() {
    Call holder = ask("a", "hold", 2000, true).awaitText(":1 ");
    Call second = ask("a", "wait", 2, false);
    Await.until("one that waits", () -> gateway.metric("inference_pending_requests") == 1);
    Call other = Call.stream(gateway, "the model itself", 2000).awaitText(":1 ");
    Call spilled = Call.chat(gateway, "one more", 2).awaitEnd();

    assertThat(other.endpoint()).isEqualTo("pod-0");
    assertThat(spilled.header("x-spillway-tier")).contains("overflow");
    assertThat(gateway.metric("inference_pending_requests")).isEqualTo(1);
    holder.leave();
    assertThat(second.awaitEnd().complete()).as(second.toString()).isTrue();
    assertThat(second.endpoint()).isEqualTo("pod-1");
    other.leave();
  }

  private static Call ask(String model, String prompt, int tokens, boolean stream) {
    String body = Call.body(prompt, tokens, stream).replace("\"m\"", '"' + model + '"');
    return Call.post(gateway.port(), "/v1/chat/completions", body);
  }

  private static String config() {
    return Configs.server("drain: { delay: 0s, limit: 1s }")
        + Configs.model(fleet.urls(), 1)
        + """
            adapters: [ a ]
            objective: { timeToFirstToken: 100ms }
            overflow: [ { name: hosted, type: openai, url: "%s/v1", concurrency: 10 } ]
        """
            .formatted(outside.engine(0).url());
  }
}
