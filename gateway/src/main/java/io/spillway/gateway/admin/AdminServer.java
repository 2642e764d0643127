package io.spillway.gateway.admin;

import io.spillway.gateway.config.Secret;
import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.observe.Meters;
import io.spillway.gateway.observe.RecentDecisions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers on the admin port. */
public final class AdminServer {
  private static final int IDLE_SECONDS = 30;
  private static final int LIMIT_DEFAULT = 100;
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Vertx vertx;
  private final Sources sources;
  private final Supplier<Optional<Secret>> token;
  private final HttpServer server;

  /**
   * Where the answers come from. The texts are made on a worker thread.
   *
   * @param metrics all meters as text
   * @param fleet pods and targets as JSON
   * @param scale demand and advice as JSON
   * @param sessions sessions remembered as JSON
   * @param explain recent decisions as JSON
   * @param ready true when a model can be served
   * @param drain begins to drain
   */
  public record Sources(
      Supplier<String> metrics,
      Supplier<String> fleet,
      Supplier<String> scale,
      Supplier<String> sessions,
      Function<RecentDecisions.Query, String> explain,
      BooleanSupplier ready,
      Runnable drain) {}

  /**
   * A server that does not listen yet.
   *
   * @param token what callers must present now; empty: nothing
   */
  public AdminServer(Vertx vertx, Sources sources, Supplier<Optional<Secret>> token) {
    this.vertx = vertx;
    this.sources = sources;
    this.token = token;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout(IDLE_SECONDS))
            .connectionHandler(connection -> connection.exceptionHandler(_ -> {}))
            .requestHandler(routes());
  }

  /** Listens; fails when the port cannot be bound. */
  public Future<Void> listen(String host, int port) {
    return server.listen(port, host).mapEmpty();
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Stops listening. */
  public Future<Void> close() {
    return server.close();
  }

  private Router routes() {
    Router router = Router.router(vertx);
    router.get("/livez").handler(context -> text(context, 200, "ok\n"));
    router.get("/readyz").handler(this::ready);
    router.get("/metrics").handler(made(Meters.CONTENT_TYPE, _ -> sources.metrics().get()));
    router.route("/admin/*").handler(this::authorise);
    router.route("/drain").handler(this::authorise);
    router.get("/admin/fleet").handler(made(JSON, _ -> sources.fleet().get()));
    router.get("/admin/scale").handler(made(JSON, _ -> sources.scale().get()));
    router.get("/admin/sessions").handler(made(JSON, _ -> sources.sessions().get()));
    router
        .get("/admin/explain")
        .handler(made(JSON, context -> sources.explain().apply(query(context))));
    router.post("/drain").handler(this::drain);
    router.errorHandler(404, context -> error(context, ApiError.unknownPath()));
    router.errorHandler(
        405, context -> error(context, ApiError.methodNotAllowed("another method")));
    router.errorHandler(400, context -> error(context, ApiError.invalid(null, "Not understood.")));
    router.errorHandler(500, context -> error(context, ApiError.internal()));
    return router;
  }

  private void ready(RoutingContext context) {
    boolean ready = sources.ready().getAsBoolean();
    text(context, ready ? 200 : 503, ready ? "ready\n" : "not ready\n");
  }

  private void drain(RoutingContext context) {
    sources.drain().run();
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .end("{\"draining\":true}")
        .onFailure(_ -> {});
  }

  /** Lets a caller on who has the token, if one is needed. */
  private void authorise(RoutingContext context) {
    Optional<Secret> wanted = token.get();
    if (wanted.isEmpty() || wanted.get().matches(offered(context))) {
      context.next();
    } else {
      error(context, ApiError.invalidAdminToken());
    }
  }

  private static String offered(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? header.substring(7).strip()
        : "";
  }

  private static RecentDecisions.Query query(RoutingContext context) {
    return new RecentDecisions.Query(
        parameter(context, "model"), parameter(context, "requestId"), limit(context));
  }

  private static int limit(RoutingContext context) {
    String limit = parameter(context, "limit");
    return limit != null && limit.matches("\\d{1,4}") ? Integer.parseInt(limit) : LIMIT_DEFAULT;
  }

  private static @Nullable String parameter(RoutingContext context, String name) {
    return context.queryParams().get(name);
  }

  /** Answers with a text that is made off the event loop. */
  private Handler<RoutingContext> made(String type, Function<RoutingContext, String> maker) {
    return context -> {
      Callable<String> work = () -> maker.apply(context);
      vertx
          .executeBlocking(work, false)
          .onSuccess(text ->
              context
                  .response()
                  .putHeader(HttpHeaders.CONTENT_TYPE, type)
                  .end(text)
                  .onFailure(_ -> {}))
          .onFailure(context::fail);
    };
  }

  private static void text(RoutingContext context, int status, String text) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
        .end(text)
        .onFailure(_ -> {});
  }

  private static void error(RoutingContext context, ApiError error) {
    context
        .response()
        .setStatusCode(error.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .end(Buffer.buffer(error.json()))
        .onFailure(_ -> {});
  }
}
