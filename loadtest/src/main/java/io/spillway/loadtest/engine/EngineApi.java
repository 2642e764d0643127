package io.spillway.loadtest.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/** The HTTP surface of an engine: which path does what. */
final class EngineApi {
  private static final int BODY_BYTES_MAX = 32 * 1024 * 1024;
  private static final int LOCATION_STATUS = 307;
  private static final long MILLIS_PER_SECOND = 1000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final EngineOptions options;
  private final EngineCore core;
  private final Hooks hooks;
  private final GenerationEndpoint generation;
  private final EmbeddingsEndpoint embeddings;
  private final SplittableRandom chance;

  EngineApi(EngineOptions options, EngineCore core, GenerationEndpoint generation, Hooks hooks) {
    this.options = options;
    this.core = core;
    this.hooks = hooks;
    this.generation = generation;
    this.embeddings = new EmbeddingsEndpoint(options, core);
    this.chance = new SplittableRandom(options.seed());
  }

  void handle(HttpServerRequest http) {
    if (http.method().equals(HttpMethod.GET)) {
      read(http);
    } else if (http.method().equals(HttpMethod.POST)) {
      act(http);
    } else {
      Answers.error(http, EngineError.of(405, "Method Not Allowed"));
    }
  }

  /** The path of a request; empty if its target has none. */
  static String path(HttpServerRequest http) {
    return Objects.requireNonNullElse(http.path(), "");
  }

  private void read(HttpServerRequest http) {
    switch (path(http)) {
      case "/health", "/ping" ->
          Answers.empty(http, hooks.failures().get().has(FailureKind.UNHEALTHY) ? 503 : 200);
      case "/metrics" ->
          Answers.text(http, "text/plain; version=0.0.4; charset=utf-8", core.metricsText());
      case "/version" -> Answers.json(http, 200, "{\"version\":\"0.20.1\"}");
      case "/v1/models" -> Answers.json(http, 200, models());
      case "/is_sleeping" ->
          Answers.json(http, 200, new JsonObject().put("is_sleeping", core.asleep()).encode());
      default -> Answers.error(http, EngineError.of(404, "Not Found"));
    }
  }

  private void act(HttpServerRequest http) {
    switch (path(http)) {
      case "/v1/chat/completions", "/v1/completions", "/v1/embeddings" -> collect(http);
      case "/sleep" -> {
        core.sleep();
        Answers.empty(http, 200);
      }
      case "/wake_up" -> {
        core.wake();
        Answers.empty(http, 200);
      }
      default -> Answers.error(http, EngineError.of(404, "Not Found"));
    }
  }

  private void collect(HttpServerRequest http) {
    var body = Buffer.buffer();
    http.handler(chunk -> {
      if (body.length() + chunk.length() <= BODY_BYTES_MAX) {
        body.appendBuffer(chunk);
      } else {
        http.handler(null);
        Answers.error(http, EngineError.of(413, "Request body is too large"));
      }
    });
    http.endHandler(_ -> generate(http, body));
  }

  private void generate(HttpServerRequest http, Buffer bytes) {
    if (http.response().ended()) {
      return;
    }
    Optional<Failure> failure;
    try {
      failure = failure(http);
    } catch (IllegalArgumentException e) {
      Answers.error(http, EngineError.invalid(String.valueOf(e.getMessage()), "x-sim-fail"));
      return;
    }
    if (failedBefore(http, failure)) {
      return;
    }
    JsonNode body;
    try {
      body = MAPPER.readTree(bytes.getBytes());
    } catch (JsonProcessingException e) {
      Answers.error(http, EngineError.invalid("JSON decode error", null));
      return;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
    if (!body.isObject()) {
      Answers.error(http, EngineError.invalid("Input should be a valid dictionary", null));
    } else if (path(http).equals("/v1/embeddings")) {
      embeddings.serve(http, body);
    } else {
      hooks.requests().accept(body);
      generation.serve(http, body, failure);
    }
  }

  private Optional<Failure> failure(HttpServerRequest http) {
    String asked = http.getHeader("x-sim-fail");
    return asked == null ? hooks.failures().get().draw(chance) : Optional.of(Failure.parse(asked));
  }

  /** Fails before the request is read; true if it did. */
  private boolean failedBefore(HttpServerRequest http, Optional<Failure> failure) {
    return switch (failure.map(Failure::kind).orElse(FailureKind.UNHEALTHY)) {
      case STATUS -> {
        int status = failure.orElseThrow().value();
        Answers.error(http, EngineError.of(status, "Simulated failure"));
        yield true;
      }
      case REDIRECT -> {
        http.response().putHeader("location", "http://127.0.0.1:1" + path(http));
        Answers.empty(http, LOCATION_STATUS);
        yield true;
      }
      case HANG -> true;
      case SILENCE, COMMENTS, ERROR_FIRST, ERROR_AFTER, ABORT_AFTER, ROLE_DONE, END_AFTER -> false;
      case NO_DONE, RESET_AFTER, HALF_EVENT, STALL_AFTER, DRIP, UNHEALTHY, REFUSE -> false;
    };
  }

  private String models() {
    long now = System.currentTimeMillis() / MILLIS_PER_SECOND;
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
    var model =
        new JsonObject()
            .put("id", options.model())
            .put("object", "model")
            .put("created", now)
            .put("owned_by", "vllm")
            .put("root", options.model())
            .putNull("parent")
            .put("max_model_len", options.lengthMax())
            .put("permission", new JsonArray().add(permission));
    return new JsonObject().put("object", "list").put("data", new JsonArray().add(model)).encode();
  }
}
