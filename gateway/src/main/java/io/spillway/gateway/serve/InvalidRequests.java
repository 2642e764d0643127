package io.spillway.gateway.serve;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.spillway.gateway.error.ApiError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what the HTTP parser refused, in the shape of every other error, then closes. */
final class InvalidRequests {
  private InvalidRequests() {}

  static void answer(HttpServerRequest request) {
    ApiError error = error(request.decoderResult().cause());
    request
        .response()
        .setStatusCode(error.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CONNECTION, "close")
        .end(Buffer.buffer(error.json()))
        .onComplete(_ -> request.connection().close());
  }

  private static ApiError error(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> ApiError.lineTooLong();
      case TooLongHttpHeaderException _ -> ApiError.headTooLarge();
      case null, default -> ApiError.invalid(null, "This is not a valid HTTP request.");
    };
  }
}
