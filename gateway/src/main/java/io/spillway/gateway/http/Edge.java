package io.spillway.gateway.http;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.BodyInspector;
import io.spillway.gateway.inspect.Inspection;
import io.spillway.gateway.inspect.MultipartInspector;
import io.spillway.gateway.inspect.RequestFacts;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.relay.Downstream;
import io.spillway.gateway.relay.Exchange;
import io.spillway.gateway.relay.RelayRequest;
import io.spillway.gateway.responses.ResponseTable;
import io.spillway.gateway.session.SessionKey;
import io.spillway.gateway.session.SessionRequest;
import io.spillway.gateway.tenant.Identified;
import io.spillway.gateway.tenant.Tenant;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets requests in, on one event loop: each is refused here, answered here, or relayed. */
public final class Edge {
  private static final int WHOLE_ANSWER_BYTES_MAX = 64 * 1024 * 1024;
  private static final CharSequence SDK = HttpHeaders.createOptimized("x-stainless-lang");

  private final Shared shared;
  private final Exchange.Loop loop;
  private final Vertx vertx;

  /**
   * What all edges of a gateway share.
   *
   * @param catalogue what is served now
   * @param responses where responses are kept that were made here
   * @param draining true once the gateway is leaving
   */
  public record Shared(
      Supplier<Catalogue> catalogue,
      BodyBudget budget,
      ActiveRequests active,
      ResponseTable responses,
      EdgeEvents events,
      BooleanSupplier draining,
      InstantSource clock,
      long startedEpochSeconds) {}

  /** An edge on the event loop of {@code loop}. */
  public Edge(Shared shared, Exchange.Loop loop) {
    this.shared = shared;
    this.loop = loop;
    this.vertx = loop.context().owner();
  }

  /** Takes a new connection. */
  public void connected(HttpConnection connection) {
    // A client that breaks its connection is told to the request on it; alone it is no news.
    connection.exceptionHandler(_ -> {});
    ConnectionGuard.on(connection, shared.catalogue().get().server().timeouts().head());
  }

  /** Takes a request whose head has arrived. */
  public void handle(HttpServerRequest request) {
    ConnectionGuard guard = ConnectionGuard.of(request.connection());
    guard.headArrived();
    request.response().endHandler(_ -> guard.answered());
    var incoming =
        new Incoming(
            request,
            new Downstream(vertx, request, RequestIds.of(request.getHeader("x-request-id"))),
            shared.catalogue().get(),
            loop.ticker(),
            shared.events());
    if (shared.draining().getAsBoolean()) {
      incoming.client().closeAfter();
    }
    backstop(incoming, () -> admit(incoming));
  }

  /** Runs a step; a bug in it ends the request instead of leaving it without an answer. */
  private static void backstop(Incoming incoming, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (incoming.client().crashed()) {
        incoming.ended(500, Ending.FAILED, null);
      }
      throw e;
    }
  }

  private void admit(Incoming incoming) {
    HttpServerRequest request = incoming.request();
    ApiPath path = ApiPath.of(request.path());
    if (path instanceof ApiPath.Relayed relayed) {
      incoming.kind(relayed.kind());
    }
    if (path instanceof ApiPath.Unknown) {
      refuse(incoming, ApiError.unknownPath());
      return;
    }
    HttpMethod method = path instanceof ApiPath.Relayed ? HttpMethod.POST : HttpMethod.GET;
    if (!request.method().equals(method)) {
      incoming.ended(405, Ending.REFUSED, "method_not_allowed");
      incoming.client().closeAfter();
      incoming.client().methodNotAllowed(method.name());
      return;
    }
    Identified identified =
        incoming
            .catalogue()
            .tenants()
            .identify(request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader("x-api-key"));
    switch (identified) {
      case Identified.Unknown _ -> refuse(incoming, ApiError.invalidKey());
      case Identified.Known known -> {
        incoming.tenant(known.tenant());
        switch (path) {
          case ApiPath.Relayed relayed -> receive(incoming, known.tenant(), relayed.kind());
          case ApiPath.Models _ -> document(incoming, models().all(incoming.catalogue().names()));
          case ApiPath.Model one -> model(incoming, one.name());
          case ApiPath.Unknown _ -> throw new IllegalStateException("refused above");
        }
      }
    }
  }

  private static void document(Incoming incoming, byte[] json) {
    incoming.ended(200, Ending.COMPLETE, null);
    incoming.client().document(json);
  }

  private ModelList models() {
    return new ModelList(shared.startedEpochSeconds());
  }

  private void model(Incoming incoming, String name) {
    if (incoming.catalogue().find(name) == null) {
      answer(incoming, ApiError.unknownModel(name));
    } else {
      document(incoming, models().one(name));
    }
  }

  private void receive(Incoming incoming, Tenant tenant, ApiKind kind) {
    HttpServerRequest request = incoming.request();
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    Long length = BodyIntake.declaredLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
    if (kind.multipart() ? !isForm(type) : type != null && !isJson(type)) {
      refuse(incoming, kind.multipart() ? ApiError.notMultipart() : ApiError.notJson());
    } else if (coding != null && !coding.equalsIgnoreCase("identity")) {
      refuse(incoming, ApiError.codedBody());
    } else if (length == null) {
      refuse(incoming, ApiError.invalid(null, "The content length is not a number."));
    } else {
      read(incoming, tenant, kind, length);
    }
  }

  private void read(Incoming incoming, Tenant tenant, ApiKind kind, long length) {
    var server = incoming.catalogue().server();
    var limits =
        new BodyIntake.Limits(server.maxBodyBytes(), server.timeouts().body(), shared.budget());
    var listener = new Received(incoming, tenant, kind);
    var intake = new BodyIntake(incoming.request(), limits, listener);
    listener.intake = intake;
    boolean wanted = intake.start(loop.timer(), length);
    var request = incoming.request();
    if (wanted && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      var _ = request.response().writeContinue();
    }
  }

  /** Goes on when the body is here. */
  private final class Received implements BodyIntake.Listener {
    private final Incoming incoming;
    private final Tenant tenant;
    private final ApiKind kind;
    private @Nullable BodyIntake intake;

    Received(Incoming incoming, Tenant tenant, ApiKind kind) {
      this.incoming = incoming;
      this.tenant = tenant;
      this.kind = kind;
    }

    @Override
    public void body(byte[] body) {
      backstop(incoming, () -> inspect(body));
    }

    private void inspect(byte[] body) {
      switch (inspection(body)) {
        case Inspection.Refused refused -> {
          release();
          answer(incoming, refused.error());
        }
        case Inspection.Unnamed _ -> {
          release();
          answer(incoming, ApiError.invalid("model", "'model' is missing."));
        }
        case Inspection.Routable routable -> route(body, routable.facts());
      }
    }

    private Inspection inspection(byte[] body) {
      return kind.multipart()
          ? MultipartInspector.inspect(body, contentType(incoming.request()), kind)
          : BodyInspector.inspect(body, kind);
    }

    private void route(byte[] body, RequestFacts facts) {
      Catalogue.Served served = incoming.catalogue().find(facts.model());
      if (served == null) {
        release();
        answer(incoming, ApiError.unknownModel(facts.model()));
        return;
      }
      relay(incoming, request(body, facts, served), this::release);
    }

    private RelayRequest request(byte[] body, RequestFacts facts, Catalogue.Served served) {
      var request = incoming.request();
      long nowSeconds = shared.clock().instant().getEpochSecond();
      SessionKey key =
          served
              .sessions()
              .find(
                  new SessionRequest(
                      tenant.name(),
                      served.runtime().config().name(),
                      request::getHeader,
                      body,
                      facts,
                      () -> clientAddress(incoming)),
                  nowSeconds);
      if (request.getHeader(SDK) == null) {
        String cookie = served.sessions().cookie(tenant.name(), key, request.isSSL(), nowSeconds);
        if (cookie != null) {
          incoming.client().cookie(cookie);
        }
      }
      var server = incoming.catalogue().server();
      return new RelayRequest(
          incoming.client().requestId(),
          tenant,
          served.runtime(),
          kind,
          facts,
          body,
          kind.multipart() ? contentType(request) : RelayRequest.JSON,
          key,
          new RelayRequest.Trace(request.getHeader("traceparent"), request.getHeader("tracestate")),
          new RelayRequest.Limits(server.timeouts(), server.heartbeat(), WHOLE_ANSWER_BYTES_MAX),
          incoming.arrivedNanos());
    }

    @Override
    public void refused(ApiError error) {
      release();
      refuse(incoming, error);
    }

    @Override
    public void gone() {
      release();
      incoming.ended(499, Ending.CLIENT_GONE, null);
    }

    private void release() {
      if (intake != null) {
        intake.release();
      }
    }
  }

  private void relay(Incoming incoming, RelayRequest request, Runnable releaseBody) {
    var ticket = new ActiveRequests.Ticket();
    var exchange =
        new Exchange(
            request,
            incoming.client(),
            loop,
            () -> {
              releaseBody.run();
              shared.active().ended(ticket);
            });
    shared.active().began(ticket, exchange::cut);
    exchange.start();
  }

  private static String clientAddress(Incoming incoming) {
    var remote = incoming.request().remoteAddress();
    String peer = remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    var forwarded = incoming.request().headers().getAll("x-forwarded-for");
    return incoming
        .catalogue()
        .addresses()
        .of(peer, forwarded.isEmpty() ? null : String.join(",", forwarded));
  }

  private static boolean isJson(String type) {
    return isMediaType(type, "application/json");
  }

  private static boolean isForm(@Nullable String type) {
    return type != null && isMediaType(type, "multipart/form-data");
  }

  private static boolean isMediaType(String type, String wanted) {
    int semicolon = type.indexOf(';');
    String bare = semicolon < 0 ? type : type.substring(0, semicolon);
    return bare.strip().equalsIgnoreCase(wanted);
  }

  private static String contentType(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type;
  }

  /** Refuses a request whose body was not read: the connection is closed after the answer. */
  private void refuse(Incoming incoming, ApiError error) {
    incoming.client().closeAfter();
    answer(incoming, error);
  }

  private void answer(Incoming incoming, ApiError error) {
    incoming.ended(error.status(), Ending.REFUSED, error.code());
    int retryAfter = error.status() == 503 ? 1 : 0;
    incoming.client().fail(error, retryAfter, null);
  }
}
