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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The HTTP surface of an engine: receives requests, fails those that must fail, hands them on. */
final class EngineApi {
  private static final int BODY_BYTES_MAX = 32 * 1024 * 1024;
  private static final int LOCATION_STATUS = 307;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final EngineCore core;
  private final Hooks hooks;
  private final Routes routes;
  private final ReadEndpoint read;
  private final Wire wire;
  private final boolean closes;
  private final SplittableRandom chance;

  EngineApi(EngineOptions options, EngineCore core, Endpoints endpoints, Hooks hooks) {
    this.core = core;
    this.hooks = hooks;
    this.routes = endpoints.routes();
    this.read = endpoints.read();
    this.wire = options.behaviour().wire();
    this.closes = wire.is(Trait.CONNECTION, "close");
    this.chance = new SplittableRandom(options.seed());
  }

  /** What requests are handed on to. */
  record Endpoints(Routes routes, ReadEndpoint read) {}

  void handle(HttpServerRequest http, Standing standing) {
    if (closes) {
      http.response().putHeader("connection", "close");
    }
    if (standing == Standing.LOADING) {
      Answers.error(http, wire.errors(), EngineError.of(503, "Loading model"));
    } else if (routes.stored(path(http))) {
      routes.serveStored(http);
    } else if (http.method().equals(HttpMethod.GET)) {
      read.serve(http, standing);
    } else if (http.method().equals(HttpMethod.POST)) {
      act(http);
    } else {
      Answers.error(http, wire.errors(), EngineError.of(405, "Method Not Allowed"));
    }
  }

  /** The path of a request; empty if its target has none. */
  static String path(HttpServerRequest http) {
    return Objects.requireNonNullElse(http.path(), "");
  }

  private void act(HttpServerRequest http) {
    switch (path(http)) {
      case "/sleep" -> {
        core.sleep();
        Answers.empty(http, 200);
      }
      case "/wake_up" -> {
        core.wake();
        Answers.empty(http, 200);
      }
      default ->
          routes
              .of(path(http))
              .ifPresentOrElse(route -> receive(http, route), () -> Answers.nowhere(http, wire));
    }
  }

  private void receive(HttpServerRequest http, Routes.Route route) {
    switch (route.takes()) {
      case FORM -> AudioEndpoint.collect(http, wire.errors(), fields -> serve(http, route, fields));
      case JSON ->
          collect(
              http,
              bytes -> {
                JsonNode body = parse(http, bytes);
                if (body != null) {
                  serve(http, route, body);
                }
              });
    }
  }

  private void collect(HttpServerRequest http, Consumer<Buffer> received) {
    var body = Buffer.buffer();
    http.handler(chunk -> {
      if (body.length() + chunk.length() <= BODY_BYTES_MAX) {
        body.appendBuffer(chunk);
      } else {
        http.handler(null);
        Answers.error(http, wire.errors(), EngineError.of(413, "Request body is too large"));
      }
    });
    http.endHandler(_ -> {
      if (!http.response().ended()) {
        received.accept(body);
      }
    });
  }

  private void serve(HttpServerRequest http, Routes.Route route, JsonNode body) {
    Optional<Failure> failure;
    try {
      failure = failure(http, body);
    } catch (IllegalArgumentException e) {
      Answers.error(
          http, wire.errors(), EngineError.invalid(String.valueOf(e.getMessage()), "x-sim-fail"));
      return;
    }
    if (route.fails() && failedBefore(http, failure)) {
      return;
    }
    if (route.generates()) {
      hooks.requests().accept(body);
    }
    route.endpoint().serve(new Endpoint.Arrived(http, body, failure));
  }

  /** A body as JSON; null if it was wrong, which its client was told. */
  private @Nullable JsonNode parse(HttpServerRequest http, Buffer bytes) {
    JsonNode body;
    try {
      body = MAPPER.readTree(bytes.getBytes());
    } catch (JsonProcessingException e) {
      Answers.error(http, wire.errors(), EngineError.invalid("JSON decode error", null));
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
    if (!body.isObject()) {
      EngineError error = EngineError.invalid("Input should be a valid dictionary", null);
      Answers.error(http, wire.errors(), error);
      return null;
    }
    return body;
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
        ErrorShape shape = routes.errors(path(http));
        Answers.error(http, shape, EngineError.of(status, "Simulated failure"));
        yield true;
      }
      case REDIRECT -> {
        http.response().putHeader("location", "http://127.0.0.1:1" + path(http));
        Answers.empty(http, LOCATION_STATUS);
        yield true;
      }
      case HANG -> true;
      case SILENCE, COMMENTS, ERROR_FIRST, ERROR_AFTER, ABORT_AFTER, ROLE_DONE, END_AFTER -> false;
      case NO_DONE, RESET_AFTER, HALF_EVENT, STALL_AFTER, DRIP -> false;
      case UNHEALTHY, WEDGED, REFUSE -> false;
    };
  }
}
