package io.spillway.gateway.relay;

import io.spillway.gateway.fleet.ModelRuntime;

/**
 * What is known of every request that takes no slot.
 *
 * @param id shown to the client and in the log
 * @param tenant whose it is
 * @param model whose endpoint it goes to
 * @param kind what the log calls it
 * @param stream true when the client wants an event stream
 * @param trace trace headers to pass on
 * @param limits time limits as they were when it came
 * @param arrivedNanos when its head had arrived
 */
public record VisitRequest(
    String id,
    String tenant,
    ModelRuntime model,
    String kind,
    boolean stream,
    RelayRequest.Trace trace,
    RelayRequest.Limits limits,
    long arrivedNanos) {
  static VisitRequest of(RelayRequest request) {
    return new VisitRequest(
        request.id(),
        request.tenant().name(),
        request.model(),
        request.kind().label(),
        request.stream(),
        request.trace(),
        request.limits(),
        request.arrivedNanos());
  }
}
