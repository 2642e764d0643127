package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.error.EngineErrors;
import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.fleet.Origin;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One try of one request on one endpoint: connects, sends, and reads the answer's head; the
 * answer's body goes on to a {@link StreamIntake} or a {@link WholeIntake}.
 *
 * <p>It tells its listener how it ended exactly once, unless it is {@linkplain #cancel cancelled}
 * before: then it closes its connection and tells nothing.
 */
final class Attempt {
  private static final int ERROR_BYTES_MAX = 64 * 1024;
  private static final String EVENT_STREAM = "text/event-stream";

  private final Call call;
  private final Upstreams upstreams;
  private final AttemptListener listener;
  private final Backstop backstop;
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;
  private boolean reused;
  private boolean over;

  /**
   * What is sent.
   *
   * @param path the API path, appended to the address
   * @param body what is sent with it; null for nothing
   * @param flow how a stream's events are read; null when no stream was asked for
   * @param wholeBytesMax bytes an answer that is no stream may have
   */
  record Call(
      Address address,
      HttpMethod method,
      String path,
      @Nullable Buffer body,
      UpstreamHead head,
      @Nullable EventFlow flow,
      int wholeBytesMax) {}

  Attempt(Call call, Upstreams upstreams, AttemptListener listener, Backstop backstop) {
    this.call = call;
    this.upstreams = upstreams;
    this.listener = listener;
    this.backstop = backstop;
  }

  /** Begins. */
  void start() {
    Origin origin = call.address().origin();
    var options =
        new RequestOptions()
            .setMethod(call.method())
            .setHost(origin.host())
            .setPort(origin.port())
            .setSsl(origin.ssl())
            .setFollowRedirects(false)
            .setURI(call.address().path() + call.path());
    upstreams
        .client(origin)
        .request(options)
        .onComplete(result -> backstop.run(() -> connected(result)));
  }

  /** Closes the connection; nothing more is told. */
  void cancel() {
    over = true;
    if (response != null) {
      // What was read while it was paused would never be freed: it is read and dropped.
      response.handler(_ -> {});
      response.resume();
    }
    if (request != null) {
      request.reset();
    }
  }

  /** Stops reading, because the client is slow. */
  void pause() {
    if (response != null && !over) {
      response.pause();
    }
  }

  /** Reads on. */
  void resume() {
    if (response != null && !over) {
      response.resume();
    }
  }

  private void connected(AsyncResult<HttpClientRequest> result) {
    if (result.failed()) {
      end(new AttemptEnd.Unreachable(ApiError.badGateway("The endpoint could not be reached.")));
      return;
    }
    request = result.result();
    // A failure comes by the response's future; without a handler Vert.x logs each reset beside.
    request.exceptionHandler(_ -> {});
    if (over) {
      request.reset();
      return;
    }
    reused = !upstreams.firstUse(request.connection());
    call.head().writeTo(request.headers(), call.address().authorization());
    Buffer body = call.body();
    (body == null ? request.send() : request.send(body))
        .onComplete(head -> backstop.run(() -> answered(head)));
  }

  private void answered(AsyncResult<HttpClientResponse> result) {
    if (over) {
      return;
    }
    if (result.failed()) {
      ApiError error = ApiError.badGateway("The endpoint closed the connection without an answer.");
      end(reused ? new AttemptEnd.Stale(error) : Deaths.end(result.cause(), error));
      return;
    }
    response = result.result();
    response.exceptionHandler(_ -> {});
    int status = response.statusCode();
    if (status >= 300 || status < 200) {
      collect(ERROR_BYTES_MAX, body -> end(refusal(status, body)));
    } else if (isEventStream(response)) {
      if (call.flow() != null) {
        new StreamIntake(response, call.flow(), new Sink(), backstop).start();
      } else {
        fail(
            new AttemptEnd.Failed(
                ApiError.badGateway(
                    "The endpoint answered with a stream that was not asked for.")));
      }
    } else if (call.flow() != null) {
      collect(ERROR_BYTES_MAX, body -> end(notAStream(body)));
    } else {
      String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
      collect(
          call.wholeBytesMax(),
          body ->
              end(new AttemptEnd.Answer(status, type == null ? "application/json" : type, body)));
    }
  }

  private void collect(int bytesMax, Consumer<Buffer> then) {
    HttpClientResponse from = Objects.requireNonNull(response);
    WholeIntake.read(from, bytesMax)
        .onSuccess(body -> backstop.run(() -> then.accept(body)))
        .onFailure(cause ->
            backstop.run(() ->
                fail(
                    Deaths.end(
                        cause,
                        ApiError.badGateway(
                            "The endpoint's answer broke off: " + reason(cause))))));
  }

  private AttemptEnd refusal(int status, Buffer body) {
    return EngineRefusals.of(EngineErrors.normalise(status, body.getBytes()), retryAfter());
  }

  /** A 200 without a stream for a request that wanted one: an error in disguise, or nothing. */
  private static AttemptEnd notAStream(Buffer body) {
    return body.toString().contains("\"error\"")
        ? EngineRefusals.of(EngineErrors.fromEvent(body.getBytes()), 0)
        : new AttemptEnd.Failed(ApiError.badGateway("The endpoint did not answer with a stream."));
  }

  private int retryAfter() {
    String value = response == null ? null : response.getHeader(HttpHeaders.RETRY_AFTER);
    return value != null && value.matches("\\d{1,6}(\\.\\d{1,9})?")
        ? (int) Math.ceil(Double.parseDouble(value))
        : 0;
  }

  private void fail(AttemptEnd.Failure failure) {
    if (over) {
      return;
    }
    if (request != null) {
      request.reset();
    }
    end(failure);
  }

  private void end(AttemptEnd end) {
    if (!over) {
      over = true;
      listener.ended(end);
    }
  }

  private static String reason(Throwable cause) {
    return cause instanceof WholeIntake.TooLarge ? "it is too large." : "the connection was lost.";
  }

  private static boolean isEventStream(HttpClientResponse response) {
    String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
  }

  /** What the stream's intake tells, passed on while the attempt is not over. */
  private final class Sink implements StreamIntake.Listener {
    @Override
    public void firstReal() {
      if (!over) {
        listener.firstReal();
      }
    }

    @Override
    public void events(Buffer bytes, boolean real) {
      if (!over) {
        listener.events(bytes, real);
      }
    }

    @Override
    public void ended(AttemptEnd end, boolean open) {
      if (over) {
        return;
      }
      if (open && request != null && response != null) {
        if (end instanceof AttemptEnd.Complete) {
          upstreams.linger(request, response);
        } else {
          request.reset();
        }
      }
      end(end);
    }
  }
}
