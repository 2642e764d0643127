package io.spillway.loadtest.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/** The HTTP surface of an engine: which path does what. */
final class EngineApi {
  private static final int BODY_BYTES_MAX = 32 * 1024 * 1024;
  private static final int LOCATION_STATUS = 307;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final EngineCore core;
  private final Hooks hooks;
  private final GenerationEndpoint generation;
  private final ReadEndpoint read;
  private final ErrorShape errors;
  private final boolean closes;
  private final EmbeddingsEndpoint embeddings;
  private final SplittableRandom chance;

  EngineApi(EngineOptions options, EngineCore core, Endpoints endpoints, Hooks hooks) {
    this.core = core;
    this.hooks = hooks;
    this.generation = endpoints.generation();
    this.read = endpoints.read();
    this.errors = options.behaviour().wire().errors();
    this.closes = options.behaviour().wire().is(Trait.CONNECTION, "close");
    this.embeddings = new EmbeddingsEndpoint(options, core);
    this.chance = new SplittableRandom(options.seed());
  }

  void handle(HttpServerRequest http, Standing standing) {
    if (closes) {
      http.response().putHeader("connection", "close");
    }
    if (standing == Standing.LOADING) {
      Answers.error(http, errors, EngineError.of(503, "Loading model"));
    } else if (http.method().equals(HttpMethod.GET)) {
      read.serve(http, standing);
    } else if (http.method().equals(HttpMethod.POST)) {
      act(http);
    } else {
      Answers.error(http, errors, EngineError.of(405, "Method Not Allowed"));
    }
  }

  /** What requests are handed on to. */
  record Endpoints(GenerationEndpoint generation, ReadEndpoint read) {}

  /** The path of a request; empty if its target has none. */
  static String path(HttpServerRequest http) {
    return Objects.requireNonNullElse(http.path(), "");
  }

  private void act(HttpServerRequest http) {
    switch (path(http)) {
      case "/v1/chat/completions", "/v1/completions", "/v1/embeddings" -> collect(http);
      case "/v1/load_lora_adapter", "/v1/unload_lora_adapter" -> collect(http);
      case "/sleep" -> {
        core.sleep();
        Answers.empty(http, 200);
      }
      case "/wake_up" -> {
        core.wake();
        Answers.empty(http, 200);
      }
      default -> Answers.error(http, errors, EngineError.of(404, "Not Found"));
    }
  }

  private void collect(HttpServerRequest http) {
    var body = Buffer.buffer();
    http.handler(chunk -> {
      if (body.length() + chunk.length() <= BODY_BYTES_MAX) {
        body.appendBuffer(chunk);
      } else {
        http.handler(null);
        Answers.error(http, errors, EngineError.of(413, "Request body is too large"));
      }
    });
    http.endHandler(_ -> generate(http, body));
  }

  private void generate(HttpServerRequest http, Buffer bytes) {
    if (http.response().ended()) {
      return;
    }
    JsonNode body;
    try {
      body = MAPPER.readTree(bytes.getBytes());
    } catch (JsonProcessingException e) {
      Answers.error(http, errors, EngineError.invalid("JSON decode error", null));
      return;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
    if (!body.isObject()) {
      Answers.error(http, errors, EngineError.invalid("Input should be a valid dictionary", null));
    } else if (path(http).endsWith("_lora_adapter")) {
      adapter(http, body.path("lora_name").asText(""));
    } else {
      fallible(http, body);
    }
  }

  private void fallible(HttpServerRequest http, JsonNode body) {
    Optional<Failure> failure;
    try {
      failure = failure(http, body);
    } catch (IllegalArgumentException e) {
      Answers.error(
          http, errors, EngineError.invalid(String.valueOf(e.getMessage()), "x-sim-fail"));
      return;
    }
    if (failedBefore(http, failure)) {
      return;
    }
    if (path(http).equals("/v1/embeddings")) {
      embeddings.serve(http, body);
    } else {
      hooks.requests().accept(body);
      generation.serve(http, body, failure);
    }
  }

  private void adapter(HttpServerRequest http, String name) {
    boolean load = path(http).equals("/v1/load_lora_adapter");
    boolean done = load ? core.adapters().load(name) : core.adapters().unload(name);
    if (done) {
      String what = load ? "added" : "removed";
      Answers.text(
          http, "text/plain", "Success: LoRA adapter '" + name + "' " + what + " successfully.");
    } else {
      String what = load ? "has already been loaded." : "cannot be found.";
      int status = load ? 400 : 404;
      Answers.error(
          http, errors, EngineError.of(status, "The lora adapter '" + name + "' " + what));
    }
  }

  /** The failure that a request asks for, or the one that falls to it. */
  private Optional<Failure> failure(HttpServerRequest http, JsonNode body) {
    String header = http.getHeader("x-sim-fail");
    String asked = header == null ? body.path("sim_fail").textValue() : header;
    return asked == null ? hooks.failures().get().draw(chance) : Optional.of(Failure.parse(asked));
  }

  /** Fails before the request is read; true if it did. */
  private boolean failedBefore(HttpServerRequest http, Optional<Failure> failure) {
    return switch (failure.map(Failure::kind).orElse(FailureKind.UNHEALTHY)) {
      case STATUS -> {
        int status = failure.orElseThrow().value();
        Answers.error(http, errors, EngineError.of(status, "Simulated failure"));
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
}
