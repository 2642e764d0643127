package io.spillway.loadtest.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Reads the gateway's admin port; blocks, and belongs to the main thread. */
final class AdminClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final String url;

  AdminClient(String url) {
    this.url = url;
  }

  /** Whether a model can be served. */
  boolean ready() throws InterruptedException {
    try {
      return get("/readyz").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** How it stands; empty when it does not answer. */
  Optional<AdminStatus> status() throws InterruptedException {
    try {
      return Optional.of(
          AdminStatus.of(
              new JsonObject(get("/admin/fleet").body()),
              new JsonObject(get("/admin/scale").body()),
              get("/metrics").body()));
    } catch (IOException | DecodeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT).build();
    return http.send(request, BodyHandlers.ofString());
  }
}
