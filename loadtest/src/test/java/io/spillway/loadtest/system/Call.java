package io.spillway.loadtest.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request of a client and what has come back so far. */
final class Call {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final StringBuilder received = new StringBuilder();
  private volatile HttpResponse<InputStream> response;
  private volatile End end = End.OPEN;

  /** How the answer ended. */
  enum End {
    OPEN,
    /** The body is whole, as far as HTTP can tell. */
    WHOLE,
    /** The connection was lost within the body. */
    CUT,
    /** No answer came at all. */
    NONE
  }

  private Call() {}

  static Call get(int port, String path, String... headers) {
    return send(request(port, path, headers).GET().build());
  }

  static Call post(int port, String path, String body, String... headers) {
    return send(
        request(port, path, headers)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** A chat of model {@code m} whose answer has so many tokens. */
  static Call chat(GatewayProcess gateway, String prompt, int tokens, String... headers) {
    return post(gateway.port(), "/v1/chat/completions", body(prompt, tokens, false), headers);
  }

  /** The same as a stream. */
  static Call stream(GatewayProcess gateway, String prompt, int tokens, String... headers) {
    return post(gateway.port(), "/v1/chat/completions", body(prompt, tokens, true), headers);
  }

  /** The body of a chat of model {@code m}. */
  static String body(String prompt, int tokens, boolean stream) {
    return """
    {"model":"m","stream":%s,"sim_output_tokens":%d,"messages":[{"role":"user","content":"%s"}]}\
    """
        .formatted(stream, tokens, prompt);
  }

  Call awaitEnd() {
    Await.until(() -> "the end of an answer: " + this, () -> end != End.OPEN);
    return this;
  }

  Call awaitText(String part) {
    Await.until(() -> part + " in " + this, () -> text().contains(part) || end != End.OPEN);
    if (!text().contains(part)) {
      throw new AssertionError(part + " did not come: " + this);
    }
    return this;
  }

  /** The client goes away. */
  void leave() {
    Await.until("a head", () -> response != null);
    try {
      response.body().close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  End end() {
    return end;
  }

  /** The status; 0 when there is none. */
  int status() {
    HttpResponse<?> answered = response;
    return answered == null ? 0 : answered.statusCode();
  }

  Optional<String> header(String name) {
    HttpResponse<?> answered = response;
    return answered == null ? Optional.empty() : answered.headers().firstValue(name);
  }

  Map<String, List<String>> headers() {
    return response.headers().map();
  }

  /** The name of the endpoint that answered, or nothing. */
  String endpoint() {
    return header("x-spillway-endpoint").orElse("");
  }

  String text() {
    synchronized (received) {
      return received.toString();
    }
  }

  /** True for a stream that says it is complete, or a whole answer. */
  boolean complete() {
    return status() == 200
        && end == End.WHOLE
        && (!streamed() || (text().endsWith("data: [DONE]\n\n") && !errorEvent()));
  }

  /** True if the failure is plain to see: a status, an error event without a done, a cut. */
  boolean visiblyFailed() {
    return status() >= 400
        || end == End.CUT
        || end == End.NONE
        || (errorEvent() && !text().contains("[DONE]"));
  }

  boolean errorEvent() {
    return text().contains("event: error\n");
  }

  /** The content of a stream's first choice so far. */
  String content() {
    var content = new StringBuilder();
    for (String line : text().lines().toList()) {
      if (line.startsWith("data: {")) {
        JsonNode event = GatewayProcess.json(line.substring("data: ".length()));
        content.append(event.at("/choices/0/delta/content").asText());
      }
    }
    return content.toString();
  }

  @Override
  public String toString() {
    String all = text();
    String shown = all.substring(Math.max(0, all.length() - 600));
    return status() + " " + end + " " + shown;
  }

  private boolean streamed() {
    return header("content-type").orElse("").startsWith("text/event-stream");
  }

  private static HttpRequest.Builder request(int port, String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static Call send(HttpRequest request) {
    var call = new Call();
    Thread.ofVirtual().start(() -> call.run(request));
    return call;
  }

  private void received(String more) {
    synchronized (received) {
      received.append(more);
    }
  }

  private void run(HttpRequest request) {
    try {
      response = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException | InterruptedException e) {
      received(e.toString());
      end = End.NONE;
      return;
    }
    try (var reader = new InputStreamReader(response.body(), StandardCharsets.UTF_8)) {
      var chars = new char[8192];
      for (int n = reader.read(chars); n >= 0; n = reader.read(chars)) {
        received(String.valueOf(chars, 0, n));
      }
      end = End.WHOLE;
    } catch (IOException e) {
      end = End.CUT;
    }
  }
}
