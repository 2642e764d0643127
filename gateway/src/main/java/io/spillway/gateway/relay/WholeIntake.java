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

  private final int bytesMax;
  private final Promise<Buffer> promise = Promise.promise();
  private Buffer body = Buffer.buffer();
  private int chunks;

  private WholeIntake(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Completes with the body; fails when it is too large or the connection breaks. */
  static Future<Buffer> read(HttpClientResponse response, int bytesMax) {
    var intake = new WholeIntake(bytesMax);
    response.handler(intake::chunk);
    response.exceptionHandler(intake.promise::tryFail);
    response.endHandler(_ -> intake.promise.tryComplete(intake.body));
    return intake.promise.future();
  }

  /** The only chunk is the body; it is copied when a second one comes. */
  private void chunk(Buffer chunk) {
    if (body.length() + chunk.length() > bytesMax) {
      promise.tryFail(new TooLarge(bytesMax));
      return;
    }
    chunks++;
    if (chunks == 1) {
      body = chunk;
    } else if (chunks == 2) {
      body =
          Buffer.buffer(2 * (body.length() + chunk.length()))
              .appendBuffer(body)
              .appendBuffer(chunk);
    } else {
      body.appendBuffer(chunk);
    }
  }
}
