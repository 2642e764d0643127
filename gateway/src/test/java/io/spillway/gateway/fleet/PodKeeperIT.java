package io.spillway.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.ConfigReader;
import io.spillway.gateway.config.ConfigResult;
import io.spillway.gateway.config.ModelConfig;
import io.spillway.gateway.relay.Await;
import io.spillway.gateway.relay.FakeEngine;
import io.spillway.router.EndpointId;
import io.spillway.router.KeyedHash;
import io.spillway.router.Ticker;
import io.spillway.warmup.PodPhase;
import io.spillway.warmup.PodStatus;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class PodKeeperIT implements FleetEvents {
  private final List<PodPhase> phases = new CopyOnWriteArrayList<>();
  private final List<Double> loaded = new CopyOnWriteArrayList<>();

  @Test
  void aPodServesOnlyAfterItHasProvedItselfAndUntilItRefuses(Vertx vertx) throws Exception {
    try (var engine = FakeEngine.start()) {
      engine.usually(talk -> {
        if (talk.request().line().startsWith("GET")) {
          talk.answer("200 OK", "{\"object\":\"list\",\"data\":[]}");
        } else {
          talk.hello();
        }
      });
      var model =
          new ModelRuntime(
              config(engine.url()),
              KeyedHash.from(new byte[32], "placement"),
              Ticker.system(),
              (_, _) -> {});
      var keeper = new PodKeeper(vertx, Ticker.system(), model, this);
      assertThat(model.snapshot().pool().ready()).isZero();

      Await.until("it serves", () -> model.snapshot().pool().ready() == 1);

      var prompts =
          engine.requests().stream().filter(request -> request.line().startsWith("POST")).toList();
      assertThat(prompts).hasSize(3);
      assertThat(prompts).allMatch(request -> request.body().contains("\"served\""));
      assertThat(prompts)
          .allMatch(request -> "Bearer secret".equals(request.header("authorization")));
      assertThat(model.address(new EndpointId("pod-0"))).isNotNull();
      Await.until("its load time is known", () -> loaded.size() == 1);
      assertThat(phases).contains(PodPhase.WARMING);

      engine.die();
      keeper.connectionRefused(new EndpointId("pod-0"));

      Await.until("it is out", () -> model.snapshot().pool().ready() == 0);
      assertThat(loaded).hasSize(1);
      Await.until("it is closed", keeper.close()::isComplete);
    }
  }

  @Test
  void aPodThatLeavesTheConfigurationTakesNoMoreRequests(Vertx vertx) throws Exception {
    try (var engine = FakeEngine.start()) {
      engine.usually(talk -> {
        if (talk.request().line().startsWith("GET")) {
          talk.answer("200 OK", "{\"object\":\"list\",\"data\":[]}");
        } else {
          talk.hello();
        }
      });
      var config = config(engine.url());
      var model =
          new ModelRuntime(
              config, KeyedHash.from(new byte[32], "placement"), Ticker.system(), (_, _) -> {});
      var keeper = new PodKeeper(vertx, Ticker.system(), model, this);
      Await.until("it serves", () -> model.snapshot().pool().ready() == 1);

      keeper.configure(config("http://127.0.0.1:1"));

      Await.until("it is out", () -> model.snapshot().pool().ready() == 0);
      keeper.tick();
      Await.until("it is gone", () -> keeper.statuses().size() == 1);
      Await.until("it is closed", keeper.close()::isComplete);
    }
  }

  @Override
  public void phaseChanged(String model, PodStatus status) {
    phases.add(status.phase());
  }

  @Override
  public void loaded(String model, double seconds) {
    loaded.add(seconds);
  }

  private static ModelConfig config(String url) {
    String yaml =
        "models: [ { name: m, selfHosted: { engine: openai, endpoints: [ '"
            + url
            + "' ], key: secret, servedModel: served, warmup: { prompts: 3 } } } ]";
    return switch (new ConfigReader(Map.of(), path -> "").read(yaml)) {
      case ConfigResult.Valid valid -> valid.config().models().getFirst();
      case ConfigResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
