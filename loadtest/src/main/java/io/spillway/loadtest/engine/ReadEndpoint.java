package io.spillway.loadtest.engine;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be read of an engine: health, metrics, models. */
final class ReadEndpoint {
  private static final long MILLIS_PER_SECOND = 1000;

  private final Vertx vertx;
  private final EngineOptions options;
  private final EngineCore core;
  private final Supplier<Failures> failures;
  private final Wire wire;

  ReadEndpoint(Vertx vertx, EngineOptions options, EngineCore core, Supplier<Failures> failures) {
    this.vertx = vertx;
    this.options = options;
    this.core = core;
    this.failures = failures;
    this.wire = options.behaviour().wire();
  }

  /** Answers a GET. */
  void serve(HttpServerRequest http, Standing standing) {
    String path = EngineApi.path(http);
    switch (path) {
      case "/health", "/v1/health", "/ping" ->
          after(wire.time(Trait.HEALTH_DELAY).toMillis(), () -> health(http, standing));
      case "/metrics", "/prometheus/metrics" ->
          after(wire.time(Trait.METRICS_DELAY).toMillis(), () -> metrics(http, path));
      case "/version" -> Answers.json(http, 200, "{\"version\":\"0.20.1\"}");
      case "/v1/models" -> Answers.json(http, 200, models());
      case "/is_sleeping" ->
          Answers.json(http, 200, new JsonObject().put("is_sleeping", core.asleep()).encode());
      default -> Answers.nowhere(http, wire);
    }
  }

  private void after(long millis, Runnable answer) {
    if (millis == 0) {
      answer.run();
    } else {
      vertx.setTimer(millis, _ -> answer.run());
    }
  }

  private void health(HttpServerRequest http, Standing standing) {
    boolean leaves = standing == Standing.LEAVING && wire.is(Trait.SIGTERM, "drain-accept");
    boolean stuck = core.asleep() || failures.get().has(FailureKind.WEDGED);
    boolean admits = stuck && wire.is(Trait.HEALTH, "honest");
    boolean well = !leaves && !admits && !failures.get().has(FailureKind.UNHEALTHY);
    if (well && wire.engine() == EnginePreset.LLAMACPP) {
      Answers.json(http, 200, "{\"status\":\"ok\"}");
    } else {
      Answers.empty(http, well ? 200 : 503);
    }
  }

  private void metrics(HttpServerRequest http, String path) {
    int status = wire.number(Trait.METRICS_STATUS);
    boolean trtllm = wire.is(Trait.METRICS, "trtllm");
    if (status != 200) {
      Answers.error(http, wire.errors(), EngineError.of(status, "Simulated failure"));
    } else if (wire.is(Trait.METRICS, "none")) {
      Answers.error(http, wire.errors(), EngineError.of(501, "No metrics were asked for"));
    } else if (trtllm != path.equals("/prometheus/metrics")) {
      // TensorRT-LLM has its statistics here, as JSON that is drained; others have nothing there.
      if (trtllm) {
        Answers.json(http, 200, "[]");
      } else {
        Answers.nowhere(http, wire);
      }
    } else {
      Answers.text(http, "text/plain; version=0.0.4; charset=utf-8", core.metricsText());
    }
  }

  private String models() {
    long now = System.currentTimeMillis() / MILLIS_PER_SECOND;
    var data = new JsonArray().add(model(options.model(), null, now));
    core.adapters().names().forEach(name -> data.add(model(name, options.model(), now)));
    return new JsonObject().put("object", "list").put("data", data).encode();
  }

  private JsonObject model(String name, @Nullable String parent, long now) {
    var permission =
        new JsonObject()
            .put("id", "modelperm-sim")
            .put("object", "model_permission")
            .put("created", now)
            .put("allow_create_engine", false)
            .put("allow_sampling", true)
            .put("allow_logprobs", true)
            .put("allow_search_indices", false)
            .put("allow_view", true)
            .put("allow_fine_tuning", false)
            .put("organization", "*")
            .putNull("group")
            .put("is_blocking", false);
    return new JsonObject()
        .put("id", name)
        .put("object", "model")
        .put("created", now)
        .put("owned_by", wire.engine().label())
        .put("root", name)
        .put("parent", parent)
        .put("max_model_len", parent == null ? options.lengthMax() : null)
        .put("permission", new JsonArray().add(permission));
  }
}
