package io.spillway.gateway.http;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.relay.LoopTimer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body whole, within a size, a time and the budget of all bodies.
 *
 * <p>It tells its listener once: the body, a refusal, or that the client is gone. Bytes taken from
 * the budget stay taken until {@link #release}.
 */
final class BodyIntake {
  private static final int INITIAL_BYTES = 4096;
  private static final int PRESIZE_MAX = 1024 * 1024;
  private static final int LENGTH_DIGITS_MAX = 18;
  private static final byte[] NOTHING = new byte[0];

  /** Takes the outcome. */
  interface Listener {
    /** The body is here. */
    void body(byte[] body);

    /** It is refused. */
    void refused(ApiError error);

    /** The client left. */
    void gone();
  }

  /** What bounds a body. */
  record Limits(long bytesMax, Duration time, BodyBudget budget) {}

  private final HttpServerRequest request;
  private final Limits limits;
  private final Listener listener;
  private byte[] received = NOTHING;
  private int length;
  private long declared;
  private long taken;
  private LoopTimer.@Nullable Moment limit;
  private boolean over;

  BodyIntake(HttpServerRequest request, Limits limits, Listener listener) {
    this.request = request;
    this.limits = limits;
    this.listener = listener;
  }

  /**
   * Begins, and tells a client that waits for this that it may send its body.
   *
   * @param contentLength as the client declared it; negative when it did not
   */
  void start(LoopTimer timer, long contentLength) {
    if (contentLength > limits.bytesMax()) {
      refuse(ApiError.tooLarge(limits.bytesMax()));
      return;
    }
    if (contentLength > 0 && !take(contentLength)) {
      refuse(noRoom());
      return;
    }
    declared = contentLength;
    limit = timer.moment(() -> refuse(ApiError.slowBody()));
    limit.after(limits.time().toNanos());
    request.handler(this::chunk);
    request.endHandler(_ -> end());
    request.exceptionHandler(_ -> gone());
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      var _ = request.response().writeContinue();
    }
  }

  /** Gives the body's bytes back to the budget. */
  void release() {
    limits.budget().give(taken);
    taken = 0;
  }

  private void chunk(Buffer chunk) {
    if (over) {
      return;
    }
    long all = (long) length + chunk.length();
    if (all > limits.bytesMax()) {
      refuse(ApiError.tooLarge(limits.bytesMax()));
    } else if (all > taken && !take(all - taken)) {
      refuse(noRoom());
    } else {
      append(chunk, (int) all);
    }
  }

  /**
   * Memory is taken when bytes come, not when they are announced; as announced, if that is sane.
   */
  private void append(Buffer chunk, int all) {
    if (all > received.length) {
      received = Arrays.copyOf(received, Math.max(all, room()));
    }
    chunk.getBytes(received, length);
    length = all;
  }

  /**
   * How large the array should be: exactly the body's length, if that is known and not too much.
   */
  private int room() {
    long grown = length == 0 ? PRESIZE_MAX : 2L * received.length;
    long wanted = declared > 0 ? declared : Math.max(INITIAL_BYTES, 2L * received.length);
    return (int) Math.min(limits.bytesMax(), Math.min(grown, wanted));
  }

  private void end() {
    if (finish()) {
      byte[] body = length == received.length ? received : Arrays.copyOf(received, length);
      received = NOTHING;
      listener.body(body);
    }
  }

  private void refuse(ApiError error) {
    if (finish()) {
      received = NOTHING;
      listener.refused(error);
    }
  }

  private void gone() {
    if (finish()) {
      listener.gone();
    }
  }

  private boolean finish() {
    if (over) {
      return false;
    }
    over = true;
    if (limit != null) {
      limit.drop();
    }
    return true;
  }

  private boolean take(long bytes) {
    boolean had = limits.budget().tryTake(bytes);
    if (had) {
      taken += bytes;
    }
    return had;
  }

  private static ApiError noRoom() {
    return ApiError.overloaded("The gateway holds as many request bodies as it may.");
  }

  /** How long a body is declared to be; negative when it is not, null when nonsense is declared. */
  static @Nullable Long declaredLength(@Nullable String contentLength) {
    if (contentLength == null) {
      return -1L;
    }
    int digits = contentLength.length();
    long length = 0;
    for (int i = 0; i < digits; i++) {
      char c = contentLength.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      length = length * 10 + c - '0';
    }
    return digits == 0 || digits > LENGTH_DIGITS_MAX ? null : length;
  }
}
