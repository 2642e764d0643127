package io.spillway.gateway.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads an answer that is no stream, whole and within a bound. */
final class WholeIntake {
  /** The answer is larger than the bound. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    TooLarge(int bytesMax) {
      super("more than " + bytesMax + " bytes", null, false, false);
    }
  }

  private WholeIntake() {}

  /** Completes with the body; fails when it is too large or the connection breaks. */
  static Future<Buffer> read(HttpClientResponse response, int bytesMax) {
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(chunk -> {
      if (body.length() + chunk.length() > bytesMax) {
        promise.tryFail(new TooLarge(bytesMax));
      } else {
        body.appendBuffer(chunk);
      }
    });
    response.exceptionHandler(promise::tryFail);
    response.endHandler(_ -> promise.tryComplete(body));
    return promise.future();
  }
}
