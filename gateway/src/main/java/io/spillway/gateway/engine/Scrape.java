package io.spillway.gateway.engine;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One GET of a pod's metrics, bounded in time and size; belongs to one event loop. */
final class Scrape {
  private static final int OK = 200;

  private final ScrapeLimits limits;
  private final Buffer body = Buffer.buffer();
  private @Nullable HttpClientRequest request;
  private boolean abandoned;

  private Scrape(ScrapeLimits limits) {
    this.limits = limits;
  }

  /** Fetches the body; fails on any status but 200 and beyond any limit. */
  static Future<byte[]> fetch(HttpClient client, RequestOptions options, ScrapeLimits limits) {
    var scrape = new Scrape(limits);
    return client
        .request(options)
        .compose(scrape::send)
        .compose(scrape::receive)
        .timeout(limits.total().toMillis(), TimeUnit.MILLISECONDS)
        .map(_ -> scrape.body.getBytes())
        .onFailure(_ -> scrape.abandon());
  }

  private Future<HttpClientResponse> send(HttpClientRequest made) {
    request = made;
    made.exceptionHandler(_ -> {}); // told by the future; without a handler Vert.x logs it beside
    if (abandoned) {
      return made.reset().compose(_ -> Future.failedFuture("the scrape was abandoned"));
    }
    return made.send();
  }

  private Future<Void> receive(HttpClientResponse response) {
    response.exceptionHandler(_ -> {}); // as for the request
    if (response.statusCode() != OK) {
      return Future.failedFuture("status " + response.statusCode());
    }
    Promise<Void> whole = Promise.promise();
    response.handler(chunk -> append(chunk, whole));
    response
        .end()
        .onComplete(_ -> whole.tryComplete(), whole::tryFail); // tried: too long may come first
    return whole.future();
  }

  private void append(Buffer chunk, Promise<Void> whole) {
    if (body.length() + chunk.length() > limits.bytesMax()) {
      whole.tryFail("more than " + limits.bytesMax() + " bytes");
    } else {
      body.appendBuffer(chunk);
    }
  }

  /** Closes the connection; the exchange then fails if it has not yet. */
  private void abandon() {
    abandoned = true;
    if (request != null) {
      request.reset().onComplete(_ -> {}); // failing means that it is closed already
    }
  }
}
