package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;

/** Why a request that still runs is given up, and what the client is told. */
enum Expiry {
  FIRST_TOKEN("The endpoint produced nothing in time."),
  IDLE("The endpoint stopped producing."),
  TOTAL("The answer took longer than an answer may."),
  LEAVING("The gateway is leaving and could not wait for this answer any longer.");

  private final String message;

  Expiry(String message) {
    this.message = message;
  }

  ApiError error() {
    return ApiError.timeout(message);
  }
}
