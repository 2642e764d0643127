package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;

/** A time limit that passed, and what the client is told. */
enum Expiry {
  FIRST_TOKEN("The endpoint produced nothing in time."),
  IDLE("The endpoint stopped producing."),
  TOTAL("The answer took longer than an answer may.");

  private final String message;

  Expiry(String message) {
    this.message = message;
  }

  ApiError error() {
    return ApiError.timeout(message);
  }
}
