package io.spillway.loadtest.engine;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Answers in one piece. */
final class Answers {
  private Answers() {}

  static void json(HttpServerRequest http, int status, String body) {
    send(http, status, "application/json", body);
  }

  static void error(HttpServerRequest http, ErrorShape shape, EngineError error) {
    json(http, shape.status(error), shape.json(error).encode());
  }

  /** The answer to a request for what the engine does not have. */
  static void nowhere(HttpServerRequest http, Wire wire) {
    switch (wire.engine()) {
      case TGI -> empty(http, 404);
      case LLAMACPP -> error(http, wire.errors(), EngineError.of(404, "File Not Found"));
      case VLLM, SGLANG, TRTLLM -> error(http, wire.errors(), EngineError.of(404, "Not Found"));
    }
  }

  static void text(HttpServerRequest http, String type, String body) {
    send(http, 200, type, body);
  }

  static void empty(HttpServerRequest http, int status) {
    send(http, status, null, "");
  }

  private static void send(HttpServerRequest http, int status, @Nullable String type, String body) {
    HttpServerResponse response = http.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    if (type != null) {
      response.putHeader("content-type", type);
    }
    response.end(body).onFailure(_ -> {});
  }
}
