package io.spillway.loadtest.client;

import io.spillway.loadtest.client.Outcome.Cancelled;
import io.spillway.loadtest.client.Outcome.Lost;
import io.spillway.loadtest.client.RequestRecord.Planned;
import io.spillway.loadtest.client.RequestRecord.Times;
import io.spillway.loadtest.trace.PlannedRequest;
import io.spillway.router.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/** One request on its way. Ends exactly once; what comes after changes nothing. */
final class Exchange {
  private static final int BODY_BYTES_MAX = 8 << 20;

  private final PlannedRequest planned;
  private final boolean stream;
  private final Ticker clock;
  private final long sentNanos;
  private final Promise<RequestRecord> record = Promise.promise();
  private final StreamJudge judge = new StreamJudge();
  private final SseReader reader = new SseReader(judge::on);
  private final Buffer body = Buffer.buffer();
  private @Nullable HttpClientRequest request;
  private Routing routing = Routing.UNKNOWN;
  private int status;
  private boolean events;
  private long firstTokenNanos = Times.NEVER;

  /**
   * A request that is about to be sent.
   *
   * @param clock nanoseconds since the run's start
   */
  Exchange(PlannedRequest planned, boolean stream, Ticker clock) {
    this.planned = planned;
    this.stream = stream;
    this.clock = clock;
    this.sentNanos = clock.nanos();
  }

  /** Its record, once it is over; never fails. */
  Future<RequestRecord> record() {
    return record.future();
  }

  void begin(HttpClient http, ClientSpec spec) {
    var options = new RequestOptions().setMethod(HttpMethod.POST).setURI(spec.chatUri());
    options.putHeader("content-type", "application/json");
    if (spec.key() != null) {
      options.putHeader("authorization", "Bearer " + spec.key());
    }
    http.request(options)
        .onFailure(e -> finish(new Lost(LostReason.CONNECT, said(e)), Usage.NONE))
        .onSuccess(opened -> {
          // Failures are told by the futures and by the response.
          opened.exceptionHandler(_ -> {});
          if (record.future().isComplete()) {
            opened.reset().onComplete(_ -> {});
            return;
          }
          request = opened;
          opened
              .send(RequestBody.of(spec, planned))
              .onFailure(_ -> ended(Ending.RESET))
              .onSuccess(this::onResponse);
        });
  }

  /** Gives it up. */
  void cancel() {
    finish(new Cancelled(CancelReason.STOPPED), judge.usage());
    drop();
  }

  private void onResponse(HttpClientResponse response) {
    status = response.statusCode();
    routing = Routing.of(response.headers());
    String type = response.getHeader("content-type");
    events = status == 200 && type != null && type.startsWith("text/event-stream");
    response.exceptionHandler(_ -> ended(Ending.RESET));
    response.endHandler(_ -> ended(Ending.CLEAN));
    response.handler(events ? this::onEvents : this::onBody);
  }

  private void onEvents(Buffer bytes) {
    try {
      reader.feed(bytes.getBytes());
    } catch (SseReader.Unreadable e) {
      finish(new Lost(LostReason.MALFORMED, said(e)), judge.usage());
      drop();
    }
    if (firstTokenNanos == Times.NEVER && judge.firstTokenSeen()) {
      firstTokenNanos = clock.nanos();
    }
  }

  private void onBody(Buffer bytes) {
    if (body.length() + bytes.length() > BODY_BYTES_MAX) {
      finish(new Lost(LostReason.MALFORMED, "a body that is too long"), Usage.NONE);
      drop();
      return;
    }
    body.appendBuffer(bytes);
  }

  /** The bytes have stopped, or took too long. */
  void ended(Ending ending) {
    if (record.future().isComplete()) {
      return;
    }
    if (events) {
      if (ending == Ending.CLEAN && reader.partial()) {
        judge.fault(LostReason.MALFORMED, "an event that no empty line ends");
      }
      finish(judge.end(ending), judge.usage());
    } else {
      endBody(ending);
    }
    if (ending == Ending.TIMEOUT) {
      drop();
    }
  }

  private void endBody(Ending ending) {
    switch (ending) {
      case TIMEOUT -> finish(new Lost(LostReason.HANG, "status " + status), Usage.NONE);
      case RESET -> finish(new Lost(LostReason.RESET, "status " + status), Usage.NONE);
      case CLEAN -> {
        var verdict = BodyJudge.judge(status, body.toString());
        if (stream && verdict.outcome() instanceof Outcome.Success) {
          verdict = BodyJudge.Verdict.lost(LostReason.MALFORMED, "no event stream");
        } else if (verdict.outcome() instanceof Outcome.Success) {
          firstTokenNanos = clock.nanos();
        }
        finish(verdict.outcome(), verdict.usage());
      }
    }
  }

  private void finish(Outcome outcome, Usage usage) {
    var times = new Times(planned.atNanos(), sentNanos, firstTokenNanos, clock.nanos());
    record.tryComplete(
        new RequestRecord(Planned.of(planned), times, status, routing, usage, outcome));
  }

  private void drop() {
    if (request != null) {
      request.reset().onComplete(_ -> {});
    }
  }

  private static String said(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
