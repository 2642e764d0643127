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
