package io.spillway.gateway.serve;

import io.spillway.gateway.fleet.Origin;
import io.spillway.gateway.http.Edge;
import io.spillway.gateway.relay.LoopTimer;
import io.spillway.gateway.relay.RelayEvents;
import io.spillway.gateway.relay.RelayLoop;
import io.spillway.gateway.relay.Upstreams;
import io.spillway.router.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client port on one event loop. Several share the port, each with its own connections. */
final class EdgeServer {
  private static final int LINE_BYTES_MAX = 8 * 1024;
  private static final int HEAD_BYTES_MAX = 32 * 1024;

  private final Vertx vertx;
  private final Edge.Shared shared;
  private final RelayEvents events;
  private final Ticker ticker;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private @Nullable HttpServer server;
  private @Nullable Upstreams upstreams;
  private @Nullable Context context;

  EdgeServer(Vertx vertx, Edge.Shared shared, RelayEvents events, Ticker ticker) {
    this.vertx = vertx;
    this.shared = shared;
    this.events = events;
    this.ticker = ticker;
  }

  Future<Void> listen(String host, int port, Duration connectTimeout) {
    Deployable deployable = loop -> open(loop, host, port, connectTimeout);
    return vertx.deployVerticle(deployable).mapEmpty();
  }

  int port() {
    if (server == null) {
      throw new IllegalStateException("not listening");
    }
    return server.actualPort();
  }

  /** Keeps connections to these origins only. */
  void retain(Set<Origin> origins, Duration connectTimeout) {
    Upstreams mine = upstreams;
    if (mine != null && context != null) {
      context.runOnContext(_ -> mine.retain(origins, connectTimeout));
    }
  }

  /** Accepts no more; completes when the connections have ended. */
  Future<Void> shutdown(Duration limit) {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Closes every connection, whatever is under way on it, and the server. A server that is shutting
   * down would leave them until its limit.
   */
  Future<Void> close() {
    connections.forEach(connection -> connection.close().onFailure(_ -> {}));
    return server == null ? Future.succeededFuture() : server.close();
  }

  private Future<?> open(Context loop, String host, int port, Duration connectTimeout) {
    context = loop;
    upstreams = new Upstreams(vertx, connectTimeout);
    var timer = new LoopTimer(vertx, ticker);
    var edge = new Edge(shared, new RelayLoop(loop, upstreams, timer, ticker, events));
    HttpServer opening =
        vertx
            .createHttpServer(options())
            .connectionHandler(connection -> {
              // A request is told that its client left; without a handler Vert.x logs it beside.
              connection.exceptionHandler(_ -> {});
              connections.add(connection);
              connection.closeHandler(_ -> connections.remove(connection));
              edge.connected(connection);
            })
            .requestHandler(edge::handle)
            .invalidRequestHandler(edge::invalid);
    server = opening;
    return opening.listen(port, host);
  }

  /** WebSockets are not served; without their compression a connection has one handler less. */
  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(LINE_BYTES_MAX)
        .setMaxHeaderSize(HEAD_BYTES_MAX)
        .setDecompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setTcpNoDelay(true);
  }
}
