package io.spillway.loadtest.engine;

import io.spillway.router.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One life of an engine, from start to stop or kill; all of it on one event loop. */
final class EngineProcess {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final long IDLE_POLL_MILLIS = 20;
  private static final long ABORTING_MILLIS = 1000;
  private static final int HEADER_BYTES_MAX = 64 * 1024;

  private final Vertx vertx;
  private final EngineOptions options;
  private final int port;
  private final EngineCore core;
  private final Connections connections;
  private final EngineApi api;
  private final List<HttpServer> draining = new ArrayList<>();
  private @Nullable HttpServer server;
  private Standing standing = Standing.SERVING;
  private boolean dead;

  /** A process that does not listen yet. */
  EngineProcess(Vertx vertx, EngineOptions options, Hooks hooks) {
    this.vertx = vertx;
    this.options = options;
    this.port = options.port();
    Ticker ticker = Ticker.system();
    Runnable publish = () -> publish(hooks.counters());
    this.core = new EngineCore(vertx, options, ticker, publish);
    this.connections = new Connections(vertx, ticker, options.behaviour().keepAlive(), publish);
    var generator = new Generator(vertx, options, core, connections);
    var routes = new Routes(vertx, options, core, generator);
    var read = new ReadEndpoint(vertx, options, core, hooks.failures());
    this.api = new EngineApi(options, core, new EngineApi.Endpoints(routes, read), hooks);
  }

  EngineCore core() {
    return core;
  }

  /** False once it was stopped or killed. */
  boolean alive() {
    return !dead;
  }

  /** Opens the port, but says on it that it still loads. */
  Future<Void> listenLoading() {
    standing = Standing.LOADING;
    return listen();
  }

  /** Opens the port, but closes every connection to it. */
  Future<Void> listenDropping() {
    standing = Standing.DROPPING;
    return listen();
  }

  /** It has loaded. */
  void loaded() {
    standing = Standing.SERVING;
  }

  /** Opens the port, unless it is open or the process is dead. */
  Future<Void> listen() {
    if (dead || server != null) {
      return Future.succeededFuture();
    }
    var http =
        new HttpServerOptions()
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setMaxInitialLineLength(HEADER_BYTES_MAX)
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true)
            .setTcpNoDelay(true);
    HttpServer opening = vertx.createHttpServer(http);
    server = opening;
    return opening
        .connectionHandler(this::connected)
        .requestHandler(this::handle)
        .listen(port, options.host())
        .mapEmpty();
  }

  /** Closes the port; what is under way goes on. */
  Future<Void> refuse() {
    HttpServer closing = server;
    server = null;
    if (closing == null) {
      return Future.succeededFuture();
    }
    draining.add(closing);
    return closing.shutdown(GRACE).onComplete(_ -> draining.remove(closing));
  }

  /** Ends as the engine does when it is told to: at once, or when what is under way has ended. */
  Future<Void> stop() {
    standing = Standing.LEAVING;
    return switch (options.behaviour().wire().text(Trait.SIGTERM)) {
      case "abort" -> {
        core.abortAll();
        yield refuse().eventually(this::die);
      }
      case "abort-accept" -> {
        core.abortNew();
        core.abortAll();
        yield vertx.timer(ABORTING_MILLIS).compose(_ -> refuse()).eventually(this::die);
      }
      case "drain-abort" -> {
        core.abortNew();
        yield idle().compose(_ -> refuse()).eventually(this::die);
      }
      case "drain-accept" -> idle().compose(_ -> refuse()).eventually(this::die);
      default -> refuse().eventually(this::die);
    };
  }

  /** Completes when nothing is under way; what comes meanwhile is served. */
  private Future<Void> idle() {
    if (core.idle() || dead) {
      return Future.succeededFuture();
    }
    return vertx.timer(IDLE_POLL_MILLIS).compose(_ -> idle());
  }

  /** Ends at once: every connection is reset, new ones are refused. */
  Future<Void> kill() {
    connections.resetAll();
    if (server != null) {
      draining.add(server);
      server = null;
    }
    var closing = new ArrayList<Future<Void>>();
    closing.add(die());
    List.copyOf(draining).forEach(open -> closing.add(open.close()));
    return Future.join(closing).mapEmpty();
  }

  private Future<Void> die() {
    dead = true;
    core.stop();
    connections.stop();
    return Future.succeededFuture();
  }

  private void connected(HttpConnection connection) {
    connections.opened(connection);
    if (standing == Standing.DROPPING) {
      connection.close().onFailure(_ -> {});
    }
  }

  private void handle(HttpServerRequest http) {
    if (dead) {
      connections.reset(http.connection());
      return;
    }
    connections.began(http.connection());
    http.response().endHandler(_ -> connections.ended(http.connection()));
    api.handle(http, standing);
  }

  private void publish(Consumer<EngineCounters> counters) {
    if (!dead) {
      counters.accept(core.counters(connections.count()));
    }
  }
}
