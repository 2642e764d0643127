package io.spillway.gateway.http;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.error.ErrorShape;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.observe.RequestOutcome;
import io.spillway.gateway.relay.Downstream;
import io.spillway.gateway.relay.RelayRequest;
import io.spillway.gateway.relay.ResponseAction;
import io.spillway.gateway.tenant.Tenant;
import io.spillway.router.AffinityResult;
import io.spillway.router.Ticker;
import io.spillway.router.Tier;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** One request on its way in, with what is known of it so far. */
final class Incoming {
  private static final String OTHER_KIND = "none";
  private static final int WHOLE_ANSWER_BYTES_MAX = 64 * 1024 * 1024;

  private final HttpServerRequest request;
  private final Downstream client;
  private final Catalogue catalogue;
  private final Ticker ticker;
  private final EdgeEvents events;
  private final long arrivedNanos;
  private @Nullable Tenant tenant;
  private String kind = OTHER_KIND;

  Incoming(
      HttpServerRequest request,
      Downstream client,
      Catalogue catalogue,
      Ticker ticker,
      EdgeEvents events) {
    this.request = request;
    this.client = client;
    this.catalogue = catalogue;
    this.ticker = ticker;
    this.events = events;
    this.arrivedNanos = ticker.nanos();
  }

  HttpServerRequest request() {
    return request;
  }

  Downstream client() {
    return client;
  }

  /** What was served when it came. */
  Catalogue catalogue() {
    return catalogue;
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  void tenant(Tenant identified) {
    tenant = identified;
  }

  void kind(ApiKind asked) {
    kind = asked.label();
    client.shape(asked.errorShape());
  }

  void kind(ResponseAction asked) {
    kind = asked.label();
    client.shape(ErrorShape.RESPONSES);
  }

  /** The client's trace headers. */
  RelayRequest.Trace trace() {
    return new RelayRequest.Trace(
        request.getHeader("traceparent"), request.getHeader("tracestate"));
  }

  /** What bounds it once it is let in. */
  RelayRequest.Limits limits() {
    var server = catalogue.server();
    return new RelayRequest.Limits(server.timeouts(), server.heartbeat(), WHOLE_ANSWER_BYTES_MAX);
  }

  /** Runs a step; a bug in it ends the request instead of leaving it without an answer. */
  void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (client.crashed()) {
        ended(500, Ending.FAILED, null);
      }
      throw e;
    }
  }

  /** Refuses it before its body was read: the connection is closed after the answer. */
  void refuse(ApiError error) {
    client.closeAfter();
    answer(error);
  }

  /** Refuses it. */
  void answer(ApiError error) {
    ended(error.status(), Ending.REFUSED, error.code());
    int retryAfter = error.status() == 503 ? 1 : 0;
    client.fail(error, retryAfter, null);
  }

  /** Tells that it ended here, without a place. */
  void ended(int status, Ending ending, @Nullable String errorCode) {
    double seconds = (ticker.nanos() - arrivedNanos) / 1e9;
    events.endedAtEdge(
        new RequestOutcome(
            new RequestOutcome.Request(
                client.requestId(),
                tenant == null ? null : tenant.name(),
                RequestOutcome.UNKNOWN_MODEL,
                kind,
                false,
                null),
            new RequestOutcome.Decision(
                Tier.NONE,
                null,
                errorCode == null ? OTHER_KIND : errorCode,
                AffinityResult.NONE,
                0),
            new RequestOutcome.Result(status, ending, errorCode),
            new RequestOutcome.Times(0, Double.NaN, seconds, Double.NaN),
            RequestOutcome.Tokens.UNKNOWN,
            Double.NaN));
  }
}
