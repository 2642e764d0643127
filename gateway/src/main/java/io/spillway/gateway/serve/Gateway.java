package io.spillway.gateway.serve;

import io.spillway.gateway.admin.AdminServer;
import io.spillway.gateway.config.Config;
import io.spillway.gateway.config.ConfigChange;
import io.spillway.gateway.config.Problem;
import io.spillway.gateway.config.Secret;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.http.ActiveRequests;
import io.spillway.gateway.http.BodyBudget;
import io.spillway.gateway.http.Catalogue;
import io.spillway.gateway.http.Edge;
import io.spillway.gateway.observe.AccessLog;
import io.spillway.gateway.observe.Meters;
import io.spillway.gateway.observe.RecentDecisions;
import io.spillway.gateway.responses.ResponseTable;
import io.spillway.router.EndpointId;
import io.spillway.router.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A running gateway: client port, admin port, and the loops beside the path of a request. */
public final class Gateway {
  private static final long TICK_MILLIS = 500;
  private static final int SECRET_BYTES = 32;
  private static final long SERVING = Long.MIN_VALUE;

  /** Time for cut requests to end. The servers' own limit is later by that, so that it is there. */
  private static final Duration CUT = Duration.ofSeconds(2);

  private static final Duration LAST_BYTES = Duration.ofMillis(500);

  /** A free port that all edges share: Vert.x gives servers with port 0 one each. */
  private static final int ANY_PORT = -1;

  private final Vertx vertx;
  private final Ticker ticker = Ticker.system();
  private final Meters meters = new Meters();
  private final AccessLog log;
  private final RecentDecisions recent;
  private final Observers observers;
  private final Models models;
  private final ActiveRequests active = new ActiveRequests();
  private final List<EdgeServer> edges = new ArrayList<>();
  private final AdminServer admin;
  private volatile Config config;
  private volatile Catalogue catalogue;
  private final AtomicLong drainingSince = new AtomicLong(SERVING);
  private final AtomicReference<@Nullable Future<Void>> leaving = new AtomicReference<>();
  private long ticking = -1;

  private Gateway(Vertx vertx, Config config, PrintStream logSink) {
    InstantSource clock = InstantSource.system();
    this.vertx = vertx;
    this.config = config;
    this.log = AccessLog.start(logSink, clock, meters::accessLogDropped);
    this.recent = new RecentDecisions(RecentDecisions.MAX, clock);
    this.observers = new Observers(meters, log, recent, this::refusedConnection);
    this.models = new Models(vertx, ticker, secret(config), meters, observers);
    this.catalogue = models.take(config);
    var views = new FleetViews(models, ticker);
    meters.models(views::gauges);
    this.admin =
        new AdminServer(
            vertx,
            new AdminServer.Sources(
                meters::scrape,
                views::fleet,
                views::scale,
                views::sessions,
                recent::json,
                this::ready,
                this::drain),
            () -> this.config.admin().token());
  }

  /**
   * Starts a gateway.
   *
   * @param loops event loops that serve clients
   * @param logSink where log lines go
   * @return fails when a port cannot be bound
   */
  public static Future<Gateway> start(Vertx vertx, Config config, int loops, PrintStream logSink) {
    var gateway = new Gateway(vertx, config, logSink);
    return gateway.open(loops).map(gateway).onFailure(_ -> gateway.close());
  }

  /** The port clients use. */
  public int port() {
    return edges.getFirst().port();
  }

  /** The admin port. */
  public int adminPort() {
    return admin.port();
  }

  /** Requests under way. */
  public int activeRequests() {
    return active.count();
  }

  /**
   * Takes a new configuration.
   *
   * @return why it cannot be taken while running; empty when it was
   */
  public List<Problem> reload(Config next) {
    List<Problem> problems = ConfigChange.check(config, next);
    if (problems.isEmpty()) {
      config = next;
      catalogue = models.take(next);
      var origins = Models.origins(next);
      edges.forEach(edge -> edge.retain(origins, next.server().timeouts().connect()));
      log.event("config_reloaded", "models", next.models().size());
    } else {
      refused(problems);
    }
    return problems;
  }

  /** Notes that a new configuration was refused. */
  void refused(List<Problem> problems) {
    for (Problem problem : problems) {
      log.event("config_refused", "problem", problem.toString());
    }
  }

  /** Not ready from now on; what comes is still served, on connections that are then closed. */
  public void drain() {
    if (drainingSince.compareAndSet(SERVING, ticker.nanos())) {
      log.event("draining", "active", active.count());
    }
  }

  /**
   * Leaves: not ready at once, no new connections after the delay, then waits for the requests
   * under way, and cuts those that are left at the limit.
   */
  public Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    Future<Void> before = leaving.compareAndExchange(null, left.future());
    if (before != null) {
      return before;
    }
    drain();
    var drain = config.server().drain();
    Duration noticed = Duration.ofNanos(ticker.nanos() - drainingSince.get());
    after(drain.delay().minus(noticed))
        .compose(_ -> Future.any(stopAccepting(drain.limit().plus(CUT)), after(drain.limit())))
        .compose(_ -> {
          log.event("drained", "cut", active.count());
          return active.count() == 0 ? Future.succeededFuture() : cut();
        })
        .compose(_ -> close())
        .onComplete(left);
    return left.future();
  }

  /** Ends what is left, and gives the last bytes a moment to leave. */
  private Future<Void> cut() {
    active.cut();
    return Future.any(active.none(), after(CUT)).compose(_ -> after(LAST_BYTES));
  }

  /** Stops at once. */
  public Future<Void> close() {
    if (ticking >= 0) {
      vertx.cancelTimer(ticking);
    }
    var closing = new ArrayList<Future<Void>>();
    edges.forEach(edge -> closing.add(edge.close()));
    closing.add(admin.close());
    closing.add(models.close());
    return Future.join(closing)
        .<Void>mapEmpty()
        .eventually(() -> vertx.executeBlocking(this::closeLog, false));
  }

  private boolean closeLog() {
    log.close();
    return true;
  }

  private Future<Void> open(int loops) {
    var shared =
        new Edge.Shared(
            () -> catalogue,
            new BodyBudget(config.server().bufferedBodiesMaxBytes()),
            active,
            new ResponseTable(ResponseTable.Limits.DEFAULTS),
            observers,
            this::draining,
            InstantSource.system(),
            InstantSource.system().instant().getEpochSecond());
    Future<Void> opened = Future.succeededFuture();
    for (int i = 0; i < loops; i++) {
      opened = opened.compose(_ -> openEdge(shared));
    }
    return opened
        .compose(_ -> {
          var at = config.admin();
          return named(admin.listen(at.host(), at.port()), at.host(), at.port());
        })
        .onSuccess(_ -> {
          models.tick();
          ticking = vertx.setPeriodic(TICK_MILLIS, _ -> models.tick());
          log.event("started", "port", port(), "adminPort", adminPort());
        });
  }

  private Future<Void> openEdge(Edge.Shared shared) {
    int wanted = config.server().port();
    int port = wanted == 0 ? ANY_PORT : wanted;
    var edge = new EdgeServer(vertx, shared, observers, ticker);
    var server = config.server();
    return named(
            edge.listen(server.host(), port, server.timeouts().connect()), server.host(), wanted)
        .onSuccess(_ -> edges.add(edge));
  }

  /** Says which of the two ports could not be bound. */
  private static Future<Void> named(Future<Void> listening, String host, int port) {
    return listening.recover(cause ->
        Future.failedFuture(new IOException(host + ":" + port + ": " + cause.getMessage(), cause)));
  }

  private Future<Void> stopAccepting(Duration limit) {
    return Future.join(edges.stream().map(edge -> edge.shutdown(limit)).toList())
        .compose(_ -> active.none());
  }

  private Future<Void> after(Duration delay) {
    Promise<Void> promise = Promise.promise();
    vertx.setTimer(Math.max(1, delay.toMillis()), _ -> promise.complete());
    return promise.future();
  }

  private boolean draining() {
    return drainingSince.get() != SERVING;
  }

  private boolean ready() {
    return !draining() && models.ready();
  }

  private void refusedConnection(ModelRuntime model, EndpointId pod) {
    models.connectionRefused(model, pod);
  }

  private static byte[] secret(Config config) {
    return config
        .server()
        .secret()
        .map(Secret::bytes)
        .orElseGet(() -> {
          byte[] random = new byte[SECRET_BYTES];
          new SecureRandom().nextBytes(random);
          return random;
        });
  }
}
