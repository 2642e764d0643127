package io.spillway.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.config.ConfigReader;
import io.spillway.gateway.config.ConfigResult;
import io.spillway.gateway.config.ModelConfig;
import io.spillway.gateway.relay.Await;
import io.spillway.gateway.relay.EngineTalk;
import io.spillway.gateway.relay.FakeEngine;
import io.spillway.router.EndpointId;
import io.spillway.router.KeyedHash;
import io.spillway.router.PrefixChain;
import io.spillway.router.Priority;
import io.spillway.router.Prompt;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Terms;
import io.spillway.router.Ticker;
import io.spillway.warmup.PodPhase;
import io.spillway.warmup.PodStatus;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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
      engine.usually(PodKeeperIT::serve);
      var model = model(config(engine.url()));
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
      engine.usually(PodKeeperIT::serve);
      var model = model(config(engine.url()));
      var keeper = new PodKeeper(vertx, Ticker.system(), model, this);
      Await.until("it serves", () -> model.snapshot().pool().ready() == 1);

      keeper.configure(config("http://127.0.0.1:1"));

      Await.until("it is out", () -> model.snapshot().pool().ready() == 0);
      keeper.tick();
      Await.until("it is gone", () -> keeper.statuses().size() == 1);
      Await.until("it is closed", keeper.close()::isComplete);
    }
  }

  @Test
  void aPodKeepsItsNameWhenItsKeeperIsReplaced(Vertx vertx) throws Exception {
    try (var engine = FakeEngine.start()) {
      engine.usually(PodKeeperIT::serve);
      var model = model(config(engine.url()));
      var before = new PodKeeper(vertx, Ticker.system(), model, this);
      Await.until("it serves", () -> model.snapshot().pool().ready() == 1);
      var next = config(engine.url(), "trtllm", "1s");
      assertThat(before.canTake(next.selfHosted())).isFalse();

      Await.until("it is closed", before.close()::isComplete);
      model.configure(next);
      var after = new PodKeeper(vertx, Ticker.system(), model, this);

      Await.until("it has begun", () -> after.statuses().size() == 1);
      assertThat(after.statuses().getFirst().id()).isEqualTo(new EndpointId("pod-0"));
      Await.until("it serves again", () -> model.snapshot().pool().ready() == 1);
      assertThat(model.snapshot().pool().endpoints()).hasSize(1);
      Await.until("it is closed", after.close()::isComplete);
    }
  }

  @Test
  void aPodServesOnWhenItsMetricsAreReadMoreOften(Vertx vertx) throws Exception {
    try (var engine = FakeEngine.start()) {
      engine.usually(PodKeeperIT::serve);
      var model = model(config(engine.url(), "vllm", "10s"));
      var keeper = new PodKeeper(vertx, Ticker.system(), model, this);
      Await.until("it serves", () -> model.snapshot().pool().ready() == 1);
      int seen = phases.size();
      var next = config(engine.url(), "vllm", "100ms");
      assertThat(keeper.canTake(next.selfHosted())).isTrue();

      model.configure(next);
      keeper.configure(next);

      long before = scrapes(engine);
      Await.until("it is read often", () -> scrapes(engine) > before + 5);
      assertThat(model.snapshot().pool().ready()).isEqualTo(1);
      assertThat(phases.subList(seen, phases.size())).doesNotContain(PodPhase.PROBING);
      Await.until("it is closed", keeper.close()::isComplete);
    }
  }

  @Test
  void ofAPodThatBeganAnewItIsNotKnownWhatItHasLoaded(Vertx vertx) throws Exception {
    var up = new AtomicBoolean(true);
    var tells = new AtomicBoolean(true);
    try (var engine = FakeEngine.start()) {
      engine.usually(talk -> {
        boolean list = talk.request().line().startsWith("GET /v1/models");
        if (!up.get() || (list && !tells.get())) {
          talk.answer("503 x", "{}");
        } else if (list) {
          talk.answer("200 OK", "{\"data\":[{\"id\":\"sql\",\"parent\":\"m\"}]}");
        } else {
          serve(talk);
        }
      });
      var model = model(config(engine.url(), "vllm", "10s"));
      var keeper = new PodKeeper(vertx, Ticker.system(), model, this);
      Await.until("it serves what it has", () -> serves(model, "sql") && !serves(model, "other"));

      up.set(false);
      keeper.connectionRefused(new EndpointId("pod-0"));
      Await.until("it is out", () -> model.snapshot().pool().ready() == 0);
      tells.set(false);
      up.set(true);

      Await.until("it may serve anything", () -> serves(model, "other"));
      Await.until("it is closed", keeper.close()::isComplete);
    }
  }

  private static boolean serves(ModelRuntime model, String adapter) {
    long now = System.nanoTime();
    var prompt = new Prompt(1, 1, PrefixChain.EMPTY, adapter, false);
    var terms = new Terms("t", Priority.DEFAULT, false, now, now + 1_000_000_000L);
    Decision decision = model.place(new RoutingRequest(null, prompt, terms), _ -> {});
    if (decision instanceof Decision.Waits waits) {
      var _ = model.cancel(waits.ticket());
    }
    model.giveBack(decision);
    return decision instanceof Decision.OnPod;
  }

  private static long scrapes(FakeEngine engine) {
    return engine.requests().stream()
        .filter(request -> request.line().startsWith("GET /metrics"))
        .count();
  }

  private static void serve(EngineTalk talk) throws java.io.IOException {
    if (talk.request().line().startsWith("GET")) {
      talk.answer("200 OK", "{\"object\":\"list\",\"data\":[]}");
    } else {
      talk.hello();
    }
  }

  private static ModelRuntime model(ModelConfig config) {
    return new ModelRuntime(
        config, KeyedHash.from(new byte[32], "placement"), Ticker.system(), (_, _) -> {});
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
    return config(url, "openai", "1s");
  }

  private static ModelConfig config(String url, String engine, String metricsEvery) {
    String yaml =
        "models: [ { name: m, selfHosted: { engine: "
            + engine
            + ", metricsEvery: "
            + metricsEvery
            + ", endpoints: [ '"
            + url
            + "' ], key: secret, servedModel: served, warmup: { prompts: 3 } }, adapters: [ sql, other ] } ]";
    return switch (new ConfigReader(Map.of(), path -> "").read(yaml)) {
      case ConfigResult.Valid valid -> valid.config().models().getFirst();
      case ConfigResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
