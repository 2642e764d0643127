package io.spillway.gateway.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.spillway.gateway.error.ApiError;
import org.jspecify.annotations.Nullable;

/** What the client is told of a request that the HTTP parser refused. */
final class InvalidRequests {
  private InvalidRequests() {}

  /**
   * The error.
   *
   * @param cause why the parser refused it
   */
  static ApiError error(@Nullable Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> ApiError.lineTooLong();
      case TooLongHttpHeaderException _ -> ApiError.headTooLarge();
      case null, default -> ApiError.invalid(null, "This is not a valid HTTP request.");
    };
  }
}
