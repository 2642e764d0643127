package io.spillway.loadtest.engine;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A simulated engine and a client of it, for one test. */
final class Pod implements AutoCloseable {
  static final Map<String, String> PLAIN = Map.of();

  private final Vertx vertx = Vertx.vertx();
  private final SimulatedEngine engine;
  private final HttpClient client;

  private Pod(EngineOptions options) {
    engine = Exchange.done(SimulatedEngine.start(vertx, options));
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setDefaultPort(engine.port()).setDefaultHost("127.0.0.1"),
            new PoolOptions().setHttp1MaxSize(200));
  }

  /** A fast engine with the name {@code m}, already listening. */
  static Pod ready(UnaryOperator<EngineOptions> change) {
    Pod pod = of(change);
    Exchange.done(pod.engine.ready());
    return pod;
  }

  /** The same, perhaps still loading. */
  static Pod of(UnaryOperator<EngineOptions> change) {
    return new Pod(change.apply(EngineOptions.DEFAULTS.withModel("m").withSpeed(20)));
  }

  SimulatedEngine engine() {
    return engine;
  }

  EngineCounters counters() {
    return engine.counters();
  }

  Exchange get(String path) {
    return Exchange.get(client, path);
  }

  Exchange post(String path, String body) {
    return Exchange.post(client, path, PLAIN, body);
  }

  Exchange post(String path, Map<String, String> headers, String body) {
    return Exchange.post(client, path, headers, body);
  }

  Exchange delete(String path) {
    return Exchange.delete(client, path);
  }

  /** A streamed chat whose answer has so many tokens. */
  Exchange stream(int tokens) {
    return stream(tokens, PLAIN);
  }

  Exchange stream(int tokens, Map<String, String> more) {
    var headers = new HashMap<>(more);
    headers.put("x-sim-output-tokens", Integer.toString(tokens));
    String body =
        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    return Exchange.post(client, "/v1/chat/completions", headers, body);
  }

  /** A chat in one piece. */
  Exchange chat(int tokens, Map<String, String> more) {
    var headers = new HashMap<>(more);
    headers.put("x-sim-output-tokens", Integer.toString(tokens));
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    return Exchange.post(client, "/v1/chat/completions", headers, body);
  }

  @Override
  public void close() {
    Exchange.done(engine.kill());
    Exchange.done(vertx.close());
  }
}
