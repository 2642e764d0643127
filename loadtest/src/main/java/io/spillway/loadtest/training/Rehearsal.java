package io.spillway.loadtest.training;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The requests of a training run: what a gateway meets in its first minutes. */
final class Rehearsal implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 20;

  /** Enough for the JVM to see what is called often. */
  private static final int ROUNDS = 100;

  private static final String MESSAGES =
      "\"messages\":[{\"role\":\"system\",\"content\":\"You are terse.\"},"
          + "{\"role\":\"user\",\"content\":\"Say \\u00bbhello\\u00ab, please.\"}]";

  private static final List<Map.Entry<String, String>> BODIES =
      List.of(
          Map.entry("/v1/chat/completions", "{\"model\":\"trained\"," + MESSAGES + "}"),
          Map.entry(
              "/v1/chat/completions",
              "{\"model\":\"trained\",\"stream\":true,\"max_tokens\":20,\"user\":\"a\","
                  + MESSAGES
                  + "}"),
          Map.entry(
              "/v1/chat/completions",
              "{\"model\":\"trained\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                  + MESSAGES
                  + "}"),
          Map.entry(
              "/v1/completions",
              "{\"model\":\"trained\",\"prompt\":\"Once upon\",\"stream\":true}"),
          Map.entry("/v1/embeddings", "{\"model\":\"trained\",\"input\":[\"one\",\"two\"]}"),
          Map.entry("/v1/chat/completions", "{\"model\":\"unknown\"," + MESSAGES + "}"));

  private final TrainedGateway.Urls urls;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Rehearsal(TrainedGateway.Urls urls) {
    this.urls = urls;
  }

  /** Waits until a pod has proved itself. */
  void awaitReady(Duration within) throws IOException, InterruptedException, TrainingFailure {
    long end = System.nanoTime() + within.toNanos();
    while (get(urls.admin() + "/readyz").statusCode() != 200) {
      if (System.nanoTime() > end) {
        throw new TrainingFailure("the gateway was not ready within " + within.toSeconds() + " s");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Sends every kind of request, many times; what is answered is read and dropped. */
  void everyKind() throws IOException, InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      for (var body : BODIES) {
        post(urls.client() + body.getKey(), body.getValue());
      }
    }
    get(urls.client() + "/v1/models");
    for (String page : List.of("/metrics", "/livez", "/admin/fleet", "/admin/scale")) {
      get(urls.admin() + page);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private void post(String url, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(TIMEOUT)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var _ = http.send(request, BodyHandlers.discarding());
  }

  private HttpResponse<Void> get(String url) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
    return http.send(request, BodyHandlers.discarding());
  }
}
