package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** What a POST to some paths does. */
interface Endpoint {
  /** Answers a request, now or later. */
  void serve(Arrived arrived);

  /**
   * A request that has come in with its body.
   *
   * @param body a JSON object; of a form, its fields
   * @param failure what goes wrong with it
   */
  record Arrived(HttpServerRequest http, JsonNode body, Optional<Failure> failure) {}
}
