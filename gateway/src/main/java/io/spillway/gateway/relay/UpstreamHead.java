package io.spillway.gateway.relay;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers an endpoint gets. An allow list: nothing else of the client's reaches an engine, its
 * key and cookies least of all.
 *
 * @param requestId unique for each attempt: vLLM uses it as the id of the generation
 * @param contentType of the body; null when there is none
 * @param stream true when a stream is wanted
 * @param traceparent passed through, if the client sent one
 * @param tracestate passed through, if the client sent one
 */
record UpstreamHead(
    String requestId,
    @Nullable String contentType,
    boolean stream,
    @Nullable String traceparent,
    @Nullable String tracestate) {
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence TRACESTATE = HttpHeaders.createOptimized("tracestate");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence EVENTS =
      HttpHeaders.createOptimized("text/event-stream, application/json");

  void writeTo(MultiMap headers, @Nullable String authorization) {
    if (contentType != null) {
      headers.set(HttpHeaders.CONTENT_TYPE, contentType);
    }
    headers.set(HttpHeaders.ACCEPT, stream ? EVENTS : JSON);
    headers.set(REQUEST_ID, requestId);
    if (authorization != null) {
      headers.set(HttpHeaders.AUTHORIZATION, authorization);
    }
    if (traceparent != null) {
      headers.set(TRACEPARENT, traceparent);
    }
    if (tracestate != null) {
      headers.set(TRACESTATE, tracestate);
    }
  }
}
