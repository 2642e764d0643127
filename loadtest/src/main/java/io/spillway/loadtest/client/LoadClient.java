package io.spillway.loadtest.client;

import io.spillway.loadtest.trace.PlannedRequest;
import io.spillway.loadtest.trace.Prompt;
import io.spillway.router.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends planned requests and judges their endings. Its connections live on the event loop that
 * calls it.
 */
final class LoadClient {
  private static final int CONNECT_TIMEOUT_MS = 5000;

  /** Below any server's own limit, so that a reused connection is not one just being closed. */
  private static final int IDLE_CONNECTION_SECONDS = 2;

  private final Vertx vertx;
  private final ClientSpec spec;
  private final Ticker clock;
  private final HttpClient http;

  /**
   * A client.
   *
   * @param clock of the run, which starts at 0
   */
  LoadClient(Vertx vertx, ClientSpec spec, Ticker clock) {
    this.vertx = vertx;
    this.spec = spec;
    this.clock = clock;
    var options =
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .setKeepAliveTimeout(IDLE_CONNECTION_SECONDS)
            .setDefaultHost(spec.url().getHost())
            .setDefaultPort(spec.port())
            .setSsl(spec.tls());
    this.http =
        vertx
            .httpClientBuilder()
            .with(options)
            .with(new PoolOptions().setHttp1MaxSize(spec.limits().inFlightMax()))
            .build();
  }

  /** Sends a request now. */
  Exchange send(PlannedRequest planned) {
    var exchange = new Exchange(planned, spec.stream(), clock);
    long timer =
        vertx.setTimer(
            Math.max(1, spec.limits().timeout().toMillis()), _ -> exchange.ended(Ending.TIMEOUT));
    exchange.record().onComplete(_ -> vertx.cancelTimer(timer));
    exchange.begin(http, spec);
    return exchange;
  }

  /** Opens a connection and closes it, so that the first request finds everything loaded. */
  Future<Void> prime() {
    RequestBody.of(spec, new PlannedRequest(0, 0, 0, 0, new Prompt(0, 0, List.of(), 1), 1));
    return http.request(HttpMethod.GET, "/")
        .compose(request -> request.exceptionHandler(_ -> {}).reset())
        .transform(_ -> Future.succeededFuture());
  }

  /** Closes the connections. */
  Future<Void> close() {
    return http.shutdown(0, TimeUnit.SECONDS);
  }
}
