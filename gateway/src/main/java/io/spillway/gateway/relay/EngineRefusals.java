package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.error.EngineErrors;

/** What an engine's error before any content means for the attempt, wherever it stood. */
final class EngineRefusals {
  private EngineRefusals() {}

  /**
   * The end of an attempt that met an error.
   *
   * @param error as the client would be told
   * @param retryAfterSeconds when the engine wants to be asked again; 0 when it did not say
   */
  static AttemptEnd of(ApiError error, int retryAfterSeconds) {
    return switch (error.status()) {
      case 429, 503, 529 -> new AttemptEnd.Refused(error, retryAfterSeconds);
      default ->
          EngineErrors.retryable(error.status())
              ? new AttemptEnd.Failed(error)
              : new AttemptEnd.CallerError(error);
    };
  }
}
