package io.spillway.gateway.relay;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.error.ErrorShape;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.VertxConnection;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one request: what it has been sent, and how its answer ends.
 *
 * <p>Until something is written the answer can still have any status; from then on it is a stream
 * with status 200, and a failure is an {@code event: error} and a close.
 */
public final class Downstream {
  private static final CharSequence EVENT_STREAM =
      HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
  private static final CharSequence BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
  private static final CharSequence NO = HttpHeaders.createOptimized("no");
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
  private static final CharSequence ALLOW = HttpHeaders.createOptimized("allow");
  private static final Buffer COMMENT = Buffer.buffer(": waiting\n\n");
  private static final Buffer RESUMED = Buffer.buffer(": spillway resumed\n\n");
  private static final int RETRY_AFTER_MAX = 60;
  private static final long LINGER_MILLIS = 1000;
  private static final long CUT_MILLIS = 250;
  private static final long CUT_MILLIS_MAX = 5000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String requestId;
  private ErrorShape shape = ErrorShape.OPENAI;
  private @Nullable String cookie;
  private long nextEvent;
  private boolean committed;
  private boolean closing;

  /** An answer that has not begun. */
  public Downstream(Vertx vertx, HttpServerRequest request, String requestId) {
    this.vertx = vertx;
    this.request = request;
    this.response = request.response();
    this.requestId = requestId;
  }

  /** The request's name, as the client and the log know it. */
  public String requestId() {
    return requestId;
  }

  /** Sets the shape errors are written in; until then it is that of the OpenAI API. */
  public void shape(ErrorShape errorShape) {
    shape = errorShape;
  }

  /** Sets the number of the event that comes next, for shapes that count events. */
  void nextEvent(long number) {
    nextEvent = number;
  }

  /** Sets the cookie that the answer will carry. */
  public void cookie(String setCookie) {
    cookie = setCookie;
  }

  /** Closes the connection after this answer. */
  public void closeAfter() {
    closing = true;
  }

  /** Calls {@code gone} when the client leaves before its answer ends. */
  void onGone(Runnable gone) {
    response.closeHandler(_ -> gone.run());
    response.exceptionHandler(_ -> {});
  }

  boolean committed() {
    return committed;
  }

  /** True when the client reads slower than the engine writes. */
  boolean full() {
    return response.writeQueueFull();
  }

  /** Calls {@code drained} when there is room again. */
  void onDrain(Runnable drained) {
    response.drainHandler(_ -> drained.run());
  }

  /** Begins a stream. */
  void commit(@Nullable AnswerHead head) {
    if (committed) {
      return;
    }
    committed = true;
    response.setStatusCode(200).setChunked(true);
    var headers = response.headers();
    headers.set(HttpHeaders.CONTENT_TYPE, EVENT_STREAM);
    headers.set(HttpHeaders.CACHE_CONTROL, NO_CACHE);
    headers.set(BUFFERING, NO);
    common(head);
  }

  void write(Buffer events) {
    var _ = response.write(events);
  }

  /** Sends a comment, so that nothing between closes the line; begins the stream if need be. */
  void comment() {
    commit(null);
    var _ = response.write(COMMENT);
  }

  /** Says in a comment that another endpoint goes on with the stream from here. */
  void resumed() {
    var _ = response.write(RESUMED);
  }

  /** Ends a complete stream. */
  void end() {
    finish(Buffer.buffer());
  }

  /** Sends a whole answer. */
  void answer(int status, String contentType, Buffer body, AnswerHead head, double usd) {
    committed = true;
    response.setStatusCode(status);
    response.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
    AnswerHead.writeCost(response.headers(), usd);
    common(head);
    finish(body);
  }

  /** Sends a document of the gateway's own. */
  public void document(byte[] json) {
    committed = true;
    response.headers().set(HttpHeaders.CONTENT_TYPE, JSON);
    common(null);
    finish(Buffer.buffer(json));
  }

  /** Refuses a method. */
  public void methodNotAllowed(String allowed) {
    response.headers().set(ALLOW, allowed);
    fail(ApiError.methodNotAllowed(allowed), 0, null);
  }

  /**
   * Ends with an error: a true status as long as that is possible, else an error event.
   *
   * @param retryAfterSeconds when to come back; 0: not said
   */
  public void fail(ApiError error, int retryAfterSeconds, @Nullable AnswerHead head) {
    if (committed) {
      // The body is left open: were it ended, a client would send its next request on a connection
      // that is about to close. The cut comes a moment later: some clients, the JDK's among them,
      // drop what they have not read when the connection breaks. One that does not read is cut off
      // without having got it.
      long limit = vertx.setTimer(CUT_MILLIS_MAX, _ -> abort());
      response
          .write(Buffer.buffer(error.event(shape, nextEvent)))
          .onComplete(_ -> {
            if (vertx.cancelTimer(limit)) {
              vertx.setTimer(CUT_MILLIS, _ -> request.connection().close());
            }
          });
      return;
    }
    committed = true;
    response.setStatusCode(error.status());
    response.headers().set(HttpHeaders.CONTENT_TYPE, JSON);
    if (retryAfterSeconds > 0) {
      response
          .headers()
          .set(
              HttpHeaders.RETRY_AFTER,
              Integer.toString(Math.min(retryAfterSeconds, RETRY_AFTER_MAX)));
    }
    common(head);
    finish(Buffer.buffer(error.json(shape, requestId)));
  }

  /** Ends after a bug in the gateway; false when the answer has ended already. */
  public boolean crashed() {
    if (response.ended() || response.closed()) {
      return false;
    }
    committed = response.headWritten();
    closing = true;
    fail(ApiError.internal(), 0, null);
    return true;
  }

  /**
   * Cuts the connection: this client does not read. An orderly close would wait until it has taken
   * what was written.
   */
  void abort() {
    if (request.connection() instanceof VertxConnection internal) {
      var _ = internal.channel().pipeline().firstContext().close();
    } else {
      request.connection().close();
    }
  }

  private void common(@Nullable AnswerHead head) {
    var headers = response.headers();
    headers.set(REQUEST_ID, requestId);
    if (cookie != null) {
      headers.set(HttpHeaders.SET_COOKIE, cookie);
    }
    if (head != null) {
      head.writeTo(headers);
    }
    if (closing) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  private void finish(Buffer last) {
    response
        .end(last)
        .onComplete(_ -> {
          if (closing) {
            close();
          }
        });
  }

  /** Closes the connection; a client that still sends gets a moment to read the answer first. */
  private void close() {
    if (request.isEnded()) {
      request.connection().close();
      return;
    }
    request.handler(_ -> {});
    request.endHandler(_ -> request.connection().close());
    request.resume();
    vertx.setTimer(LINGER_MILLIS, _ -> request.connection().close());
  }
}
