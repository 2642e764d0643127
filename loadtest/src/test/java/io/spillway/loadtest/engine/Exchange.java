package io.spillway.loadtest.engine;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** One request to an engine and what has come back so far. */
final class Exchange {
  private static final long WAIT_NANOS = Duration.ofSeconds(15).toNanos();

  private final AtomicReference<String> text = new AtomicReference<>("");
  private volatile int status;
  private volatile String location = "";
  private volatile End end = End.OPEN;
  private volatile HttpClientRequest request;

  /** How the answer ended. */
  enum End {
    OPEN,
    CLEAN,
    BROKEN
  }

  static Exchange get(HttpClient client, String path) {
    var exchange = new Exchange();
    exchange.send(client, HttpMethod.GET, path, Map.of(), "");
    return exchange;
  }

  static Exchange post(HttpClient client, String path, Map<String, String> headers, String body) {
    var exchange = new Exchange();
    exchange.send(client, HttpMethod.POST, path, headers, body);
    return exchange;
  }

  static Exchange delete(HttpClient client, String path) {
    var exchange = new Exchange();
    exchange.send(client, HttpMethod.DELETE, path, Map.of(), "");
    return exchange;
  }

  /** Waits for a condition that real sockets bring about. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + WAIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never came: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Waits for a future and hands out its result. */
  static <T> T done(Future<T> future) {
    await("a result", future::isComplete);
    if (future.failed()) {
      throw new AssertionError(future.cause());
    }
    return future.result();
  }

  Exchange awaitEnd() {
    await("end of the answer: " + text(), () -> end != End.OPEN);
    return this;
  }

  Exchange awaitText(String part) {
    await(part, () -> text().contains(part));
    return this;
  }

  Exchange awaitStatus() {
    await("a status", () -> status != 0);
    return this;
  }

  /** The client goes away. */
  void leave() {
    done(request.connection().close());
  }

  int status() {
    return status;
  }

  End end() {
    return end;
  }

  String location() {
    return location;
  }

  String text() {
    return text.get();
  }

  /** What stands after {@code data: } of each event. */
  List<String> events() {
    return text()
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .toList();
  }

  /** The names of the events, in their order. */
  List<String> names() {
    return text()
        .lines()
        .filter(line -> line.startsWith("event: "))
        .map(line -> line.substring("event: ".length()))
        .toList();
  }

  /** The data of the events of a name. */
  List<JsonObject> named(String name) {
    return events().stream()
        .filter(data -> data.startsWith("{"))
        .map(JsonObject::new)
        .filter(data -> name.equals(data.getString("type")))
        .toList();
  }

  JsonObject json() {
    return new JsonObject(text());
  }

  private void send(
      HttpClient client, HttpMethod method, String path, Map<String, String> headers, String body) {
    client
        .request(method, path)
        .compose(opened -> {
          request = opened;
          headers.forEach(opened::putHeader);
          // Handlers must stand before the answer goes on: on the answer's own context.
          if (!headers.containsKey("content-type")) {
            opened.putHeader("content-type", "application/json");
          }
          return opened.send(body).onSuccess(this::answered);
        })
        .onFailure(_ -> end = End.BROKEN);
  }

  private void answered(HttpClientResponse response) {
    location = String.valueOf(response.getHeader("location"));
    status = response.statusCode();
    response.handler(chunk -> text.updateAndGet(before -> before + chunk));
    response.endHandler(_ -> end = End.CLEAN);
    response.exceptionHandler(_ -> end = End.BROKEN);
  }
}
