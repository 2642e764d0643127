package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.responses.Lineage;
import io.spillway.router.RejectReason;

/** What a client is told when placement or its engine refuses it. */
final class Refusals {
  private Refusals() {}

  /** The one place that maps reason to error. */
  static ApiError error(RejectReason reason, RelayRequest request) {
    String who =
        request.previous() == null
            ? "Every endpoint"
            : "The endpoint that keeps the previous response";
    return switch (reason) {
      case QUEUE_FULL ->
          ApiError.busy(who + " is busy and the queue is full. Please come back shortly.");
      case WAIT_EXPIRED ->
          ApiError.busy(
              who + " stayed busy for as long as a request may wait. Please come back shortly.");
      case NO_CAPACITY -> ApiError.noCapacity("No endpoint is ready to serve this model.");
      case NOTHING_CAME_UP ->
          ApiError.noCapacity("No endpoint became ready for as long as a request may wait.");
      case NO_OTHER_ENDPOINT ->
          ApiError.badGateway("Every endpoint that serves this model failed on this request.");
      case PINNED_AWAY ->
          ApiError.noCapacity(
              "The endpoint that keeps the previous response does not serve at the moment.");
      case PINNED_GONE -> {
        Lineage.Previous previous = request.previous();
        if (previous == null) {
          throw new IllegalStateException("pinned to nothing");
        }
        yield ApiError.lostPrevious(previous.id());
      }
    };
  }

  /**
   * What the engine's refusal means: one that goes on from a response but does not find it has
   * restarted since.
   */
  static ApiError byEngine(ApiError error, RelayRequest request) {
    Lineage.Previous previous = request.previous();
    return previous != null && error.status() == 404 && !"model_not_found".equals(error.code())
        ? ApiError.unknownPrevious(previous.id())
        : error;
  }

  /** When to come back after the last failure; 0 where that would be no help. */
  static int retryAfter(AttemptEnd.Failure last) {
    return switch (last.error().status()) {
      case 429, 503, 529 -> Math.max(1, last.retryAfterSeconds());
      default -> 0;
    };
  }
}
