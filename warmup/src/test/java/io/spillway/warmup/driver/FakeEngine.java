package io.spillway.warmup.driver;

import io.spillway.router.EndpointId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine on a loopback port whose behaviour a test sets while it runs. */
final class FakeEngine {
  static final String ROLE =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n";
  static final String WORD =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"}}]}\r\n\r\n";
  static final String FINISH =
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n";
  static final String DONE = "data: [DONE]\n\n";
  static final List<String> WHOLE = List.of(ROLE, WORD, FINISH, DONE);

  private final Vertx vertx;
  private final HttpServer server;
  private final int port;
  volatile int health = 200;
  volatile long healthMillis;
  volatile int chat = 200;
  volatile int completions = 404;
  volatile int embeddings = 404;
  volatile long firstTokenMillis;
  volatile List<String> stream = WHOLE;
  volatile boolean hangUp;
  volatile String metrics = "";
  final List<String> paths = new CopyOnWriteArrayList<>();
  final List<JsonObject> bodies = new CopyOnWriteArrayList<>();
  final List<String> keys = new CopyOnWriteArrayList<>();
  final AtomicInteger promptsUnderWay = new AtomicInteger();
  final AtomicInteger promptsUnderWayMax = new AtomicInteger();
  final AtomicInteger promptsCut = new AtomicInteger();

  private FakeEngine(Vertx vertx, int port) {
    this.vertx = vertx;
    this.server = vertx.createHttpServer().requestHandler(this::handle);
    this.port = Await.result(server.listen(port, "127.0.0.1")).actualPort();
  }

  /** An engine on a free port. */
  static FakeEngine start(Vertx vertx) {
    return new FakeEngine(vertx, 0);
  }

  /** An engine on the port of one that was stopped, or had not been started. */
  static FakeEngine start(Vertx vertx, int port) {
    return new FakeEngine(vertx, port);
  }

  /** Ends it with all its connections: what follows is refused. */
  void stop() {
    Await.result(server.close());
  }

  int port() {
    return port;
  }

  PodTarget target() {
    return target("pod-0", port);
  }

  static PodTarget target(String name, int port) {
    return new PodTarget(
        new EndpointId(name),
        "127.0.0.1:" + port,
        URI.create("http://127.0.0.1:" + port),
        "qwen",
        "engine-key");
  }

  private void handle(HttpServerRequest request) {
    paths.add(request.method() + " " + request.path());
    keys.add(String.valueOf(request.getHeader("authorization")));
    switch (request.path()) {
      case "/health", "/v1/models" ->
          vertx.setTimer(healthMillis + 1, _ -> end(request.response().setStatusCode(health), ""));
      case "/metrics", "/prometheus/metrics" -> end(request.response(), metrics);
      case "/v1/chat/completions" -> prompt(request, chat);
      case "/v1/completions" -> prompt(request, completions);
      case "/v1/embeddings" -> prompt(request, embeddings);
      default -> end(request.response().setStatusCode(404), "");
    }
  }

  private void prompt(HttpServerRequest request, int status) {
    promptsUnderWayMax.accumulateAndGet(promptsUnderWay.incrementAndGet(), Math::max);
    request
        .response()
        .closeHandler(_ -> {
          promptsUnderWay.decrementAndGet();
          if (!request.response().ended()) {
            promptsCut.incrementAndGet();
          }
        });
    request
        .body()
        .onSuccess(body -> {
          bodies.add(body.toJsonObject());
          vertx.setTimer(firstTokenMillis + 1, _ -> answer(request, status));
        })
        .onFailure(_ -> {});
  }

  private void answer(HttpServerRequest request, int status) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    promptsUnderWay.decrementAndGet();
    if (status != 200) {
      end(response.setStatusCode(status), "{}");
    } else if (request.path().equals("/v1/embeddings")) {
      end(response, "{\"data\":[{\"embedding\":[0.5]}]}");
    } else {
      response.setChunked(true).putHeader("content-type", "text/event-stream; charset=utf-8");
      Future<?> last = Future.succeededFuture();
      for (String event : stream) {
        last = response.write(event);
      }
      if (hangUp) {
        last.onComplete(_ -> request.connection().close().onComplete(_ -> {}));
      } else {
        response.end().onComplete(_ -> {});
      }
    }
  }

  private static void end(HttpServerResponse response, String body) {
    response.end(body).onComplete(_ -> {});
  }
}
