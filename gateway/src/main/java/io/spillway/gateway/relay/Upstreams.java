package io.spillway.gateway.relay;

import io.spillway.gateway.fleet.Origin;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One event loop's connections to endpoints: a client per origin, closed with the endpoint.
 *
 * <p>Redirects are never followed, nothing waits for a connection (a slot stands for one), and idle
 * connections are closed before an engine would close them.
 */
public final class Upstreams {
  /** vLLM, SGLang and TensorRT-LLM close a connection that was idle for 5 s. */
  private static final int KEEP_ALIVE_SECONDS = 4;

  private static final int CONNECTIONS_MAX = 20_000;
  private static final int HEADER_BYTES_MAX = 64 * 1024;
  private static final long CLOSE_MINUTES = 60;
  private static final long LINGER_MILLIS = 1000;

  private final Vertx vertx;
  private final Map<Origin, HttpClientAgent> clients = new HashMap<>();
  private final Set<HttpConnection> fresh = Collections.newSetFromMap(new IdentityHashMap<>());
  private Duration connectTimeout;

  /** No connections yet; to be used on one event loop only. */
  public Upstreams(Vertx vertx, Duration connectTimeout) {
    this.vertx = vertx;
    this.connectTimeout = connectTimeout;
  }

  /** The client for an endpoint's origin. */
  HttpClient client(Origin origin) {
    return clients.computeIfAbsent(origin, this::open);
  }

  /** True the first time it is asked about a connection: nothing was sent on it before. */
  boolean firstUse(HttpConnection connection) {
    return fresh.remove(connection);
  }

  /**
   * Keeps the clients of these endpoints and closes the others once their requests have ended.
   *
   * @param newConnectTimeout applies to every client from now on
   */
  public void retain(Set<Origin> origins, Duration newConnectTimeout) {
    boolean all = !newConnectTimeout.equals(connectTimeout);
    connectTimeout = newConnectTimeout;
    clients
        .entrySet()
        .removeIf(entry -> {
          boolean close = all || !origins.contains(entry.getKey());
          if (close) {
            entry.getValue().shutdown(CLOSE_MINUTES, TimeUnit.MINUTES);
          }
          return close;
        });
  }

  /** Lets a complete answer's last bytes come, so that its connection can be reused. */
  void linger(HttpClientRequest request, HttpClientResponse response) {
    long timer = vertx.setTimer(LINGER_MILLIS, _ -> request.reset());
    response.endHandler(_ -> vertx.cancelTimer(timer));
    response.exceptionHandler(_ -> vertx.cancelTimer(timer));
    response.resume();
  }

  private HttpClientAgent open(Origin origin) {
    var options =
        new HttpClientOptions()
            .setConnectTimeout((int) Math.max(1, connectTimeout.toMillis()))
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setPipelining(false)
            .setMaxRedirects(0)
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setMaxInitialLineLength(HEADER_BYTES_MAX)
            .setSsl(origin.ssl())
            .setTcpNoDelay(true);
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(0))
        .withConnectHandler(this::connected)
        .build();
  }

  private void connected(HttpConnection connection) {
    fresh.add(connection);
    // What breaks a connection also fails the request on it, and is told there.
    connection.exceptionHandler(_ -> {});
    connection.closeHandler(_ -> fresh.remove(connection));
  }
}
