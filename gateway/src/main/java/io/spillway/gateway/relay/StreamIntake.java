package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.error.EngineErrors;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads an engine's stream to its end and tells what each part of it means for the request. */
final class StreamIntake {
  /** Takes what the stream brings. */
  interface Listener {
    /** The first real event is here; its bytes come next. */
    void firstReal();

    /**
     * Whole events for the client.
     *
     * @param real true when a real event is among them
     */
    void events(Buffer bytes, boolean real);

    /**
     * The stream ended.
     *
     * @param open true when the engine's answer has not ended: more of it may come
     */
    void ended(AttemptEnd end, boolean open);
  }

  private final HttpClientResponse response;
  private final EventFlow flow;
  private final Listener listener;
  private final Backstop backstop;
  private boolean told;
  private boolean ended;

  StreamIntake(HttpClientResponse response, EventFlow flow, Listener listener, Backstop backstop) {
    this.response = response;
    this.flow = flow;
    this.listener = listener;
    this.backstop = backstop;
  }

  void start() {
    response.handler(backstop.around(this::chunk));
    response.endHandler(backstop.around(_ -> sourceEnded()));
    response.exceptionHandler(backstop.around(this::sourceBroke));
  }

  private void chunk(Buffer buffer) {
    if (ended) {
      return;
    }
    EventFlow.Verdict verdict = flow.feed(HeapBytes.of(buffer));
    forward(buffer);
    if (verdict != EventFlow.Verdict.OPEN) {
      end(verdict, true);
    }
  }

  private void sourceEnded() {
    if (ended) {
      return;
    }
    EventFlow.Verdict verdict = flow.end();
    forward(Buffer.buffer());
    end(verdict, false);
  }

  private void sourceBroke(Throwable cause) {
    if (ended) {
      return;
    }
    ended = true;
    String what = "The connection to the endpoint was lost";
    AttemptEnd end =
        flow.real()
            ? failure(what, StreamBreak.LOST)
            : Deaths.end(cause, ApiError.badGateway(what + "."));
    listener.ended(end, false);
  }

  private void forward(Buffer original) {
    if (flow.real() && !told) {
      told = true;
      listener.firstReal();
    }
    Buffer bytes = flow.take(original);
    if (bytes.length() > 0) {
      listener.events(bytes, flow.realNow());
    }
  }

  private void end(EventFlow.Verdict verdict, boolean open) {
    ended = true;
    AttemptEnd end =
        switch (verdict) {
          case OPEN -> throw new IllegalStateException("an open stream does not end");
          case COMPLETE -> new AttemptEnd.Complete();
          case TRUNCATED ->
              failure(
                  "The endpoint ended the stream before it was complete", StreamBreak.TRUNCATED);
          case ERROR -> engineError();
          case ABORTED -> failure("The endpoint aborted the generation", StreamBreak.ABORTED);
          case MALFORMED ->
              failure(
                  "The endpoint sent something that is no event of this API", StreamBreak.NONSENSE);
          case TOO_LARGE ->
              failure("The endpoint sent an event that is too large", StreamBreak.NONSENSE);
          case RESTARTED -> restarted();
        };
    listener.ended(end, open);
  }

  private AttemptEnd engineError() {
    if (flow.real()) {
      return failure("The endpoint reported an error", StreamBreak.ERROR);
    }
    return EngineRefusals.of(EngineErrors.fromEvent(flow.errorData()), 0);
  }

  private AttemptEnd restarted() {
    String what = "The endpoint did not go on with the answer";
    return flow.real()
        ? failure(what, StreamBreak.RESTARTED)
        : new AttemptEnd.Restarted(ApiError.badGateway(what + "."));
  }

  private AttemptEnd failure(String what, StreamBreak by) {
    return flow.real()
        ? new AttemptEnd.Broken(ApiError.broken(what + "; the response is incomplete."), by)
        : new AttemptEnd.Failed(ApiError.badGateway(what + "."));
  }
}
