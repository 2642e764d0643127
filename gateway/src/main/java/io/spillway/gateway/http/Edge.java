package io.spillway.gateway.http;

import static java.util.stream.Collectors.joining;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.relay.Downstream;
import io.spillway.gateway.relay.RelayLoop;
import io.spillway.gateway.relay.ResponseAction;
import io.spillway.gateway.responses.ResponseTable;
import io.spillway.gateway.tenant.Identified;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Lets requests in, on one event loop: each is refused here, answered here, or relayed. */
public final class Edge {
  private final Shared shared;
  private final RelayLoop loop;
  private final Vertx vertx;
  private final Visitors visitors;
  private final Reception reception;

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
  public Edge(Shared shared, RelayLoop loop) {
    this.shared = shared;
    this.loop = loop;
    this.vertx = loop.context().owner();
    this.visitors = new Visitors(shared, loop);
    this.reception = new Reception(shared, loop, visitors);
  }

  /** Takes a new connection. */
  public void connected(HttpConnection connection) {
    // A client that breaks its connection is told to the request on it; alone it is no news.
    connection.exceptionHandler(_ -> {});
    ConnectionGuard.on(connection, shared.catalogue().get().server().timeouts().head());
  }

  /** Takes a request whose head has arrived. */
  public void handle(HttpServerRequest request) {
    Incoming incoming = incoming(request);
    incoming.guard(() -> admit(incoming));
  }

  /** Takes a request that the HTTP parser refused: it is answered, counted and logged too. */
  public void invalid(HttpServerRequest request) {
    Incoming incoming = incoming(request);
    ApiError error = InvalidRequests.error(request.decoderResult().cause());
    incoming.guard(() -> incoming.refuse(error));
  }

  private Incoming incoming(HttpServerRequest request) {
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
    return incoming;
  }

  private void admit(Incoming incoming) {
    HttpServerRequest request = incoming.request();
    ApiPath path = ApiPath.of(request.path());
    if (path instanceof ApiPath.Relayed relayed) {
      incoming.kind(relayed.kind());
    } else if (path instanceof ApiPath.Kept) {
      incoming.kind(ApiKind.RESPONSES);
    }
    if (path instanceof ApiPath.Unknown) {
      incoming.refuse(ApiError.unknownPath());
      return;
    }
    List<HttpMethod> methods = path.methods();
    if (!methods.contains(request.method())) {
      incoming.ended(405, Ending.REFUSED, "method_not_allowed");
      incoming.client().closeAfter();
      incoming
          .client()
          .methodNotAllowed(methods.stream().map(HttpMethod::name).collect(joining(", ")));
      return;
    }
    Identified identified =
        incoming
            .catalogue()
            .tenants()
            .identify(request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader("x-api-key"));
    switch (identified) {
      case Identified.Unknown _ -> incoming.refuse(ApiError.invalidKey());
      case Identified.Known known -> {
        incoming.tenant(known.tenant());
        switch (path) {
          case ApiPath.Relayed relayed ->
              reception.receive(incoming, known.tenant(), relayed.kind());
          case ApiPath.Kept kept -> {
            ResponseAction action = kept.action(request.method());
            incoming.kind(action);
            visitors.kept(incoming, known.tenant(), new Visitors.Asked(kept.id(), action));
          }
          case ApiPath.Models _ -> document(incoming, models().all(incoming.catalogue().listed()));
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
    Catalogue.Served served = incoming.catalogue().find(name);
    if (served == null) {
      incoming.answer(ApiError.unknownModel(name));
    } else {
      String parent = served.adapter() == null ? null : served.runtime().config().name();
      document(incoming, models().one(new Catalogue.Listed(name, parent)));
    }
  }
}
