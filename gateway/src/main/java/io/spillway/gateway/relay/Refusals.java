package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.router.RejectReason;

/** What a client is told when placement refuses it: the one place that maps reason to error. */
final class Refusals {
  private Refusals() {}

  static ApiError error(RejectReason reason) {
    return switch (reason) {
      case QUEUE_FULL ->
          ApiError.busy("Every endpoint is busy and the queue is full. Please come back shortly.");
      case WAIT_EXPIRED ->
          ApiError.busy(
              "Every endpoint stayed busy for as long as a request may wait. Please come back"
                  + " shortly.");
      case NO_CAPACITY -> ApiError.noCapacity("No endpoint is ready to serve this model.");
      case NOTHING_CAME_UP ->
          ApiError.noCapacity("No endpoint became ready for as long as a request may wait.");
      case NO_OTHER_ENDPOINT ->
          ApiError.badGateway("Every endpoint that serves this model failed on this request.");
    };
  }

  /** When to come back after an error; 0 where that would be no help. */
  static int retryAfter(ApiError error, int saidSeconds) {
    return switch (error.status()) {
      case 429, 503, 529 -> Math.max(1, saidSeconds);
      default -> 0;
    };
  }
}
