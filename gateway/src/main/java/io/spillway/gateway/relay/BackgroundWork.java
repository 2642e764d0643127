package io.spillway.gateway.relay;

import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.observe.RequestOutcome;
import io.spillway.gateway.sse.AnswerFacts;
import io.spillway.gateway.sse.AnswerReader;
import io.spillway.gateway.sse.TokenUsage;
import io.spillway.router.health.Verdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the place of a response that an endpoint goes on with after its request has ended, until
 * the response is known to have ended, too.
 *
 * <pre>
 *   begin ─► pause ──► ask ──ended, or not kept any more──► the place is given back
 *              ▲        │
 *              └────────┤ under way, or no answer
 *                       └─ no answer several times in a row, or out of time ─► given back
 * </pre>
 *
 * <p>Its tokens and its price are counted then. No client waits for it, and a gateway that leaves
 * does not either. It holds nothing of the request's body. Confined to the event loop of the
 * request.
 */
final class BackgroundWork implements AttemptListener {
  private static final long PAUSE_NANOS_MIN = 250_000_000L;
  private static final long PAUSE_NANOS_MAX = 2_000_000_000L;
  private static final long ANSWER_NANOS_MAX = 10_000_000_000L;
  private static final int UNANSWERED_MAX = 5;

  private final Begun begun;
  private final RelayLoop loop;
  private final Backstop backstop = new Backstop(() -> end(false));
  private final LoopTimer.Moment wake;
  private final long endsAt;
  private TokenUsage usage = new TokenUsage(0, -1, 0, false);
  private @Nullable Attempt attempt;
  private long pauseNanos = PAUSE_NANOS_MIN;
  private int asked;
  private int unanswered;
  private boolean over;

  /**
   * What the endpoint goes on with.
   *
   * @param place where; it is taken over
   * @param responseId what the endpoint calls it
   * @param promptTokens as estimated from the request's body
   */
  record Begun(VisitRequest request, HeldPlace place, String responseId, int promptTokens) {
    static Begun of(RelayRequest request, HeldPlace place, String responseId) {
      return new Begun(VisitRequest.of(request), place, responseId, request.facts().promptTokens());
    }
  }

  BackgroundWork(Begun begun, RelayLoop loop) {
    this.begun = begun;
    this.loop = loop;
    this.wake = loop.timer().moment(() -> backstop.run(this::woke));
    VisitRequest request = begun.request();
    this.endsAt = request.arrivedNanos() + request.limits().timeouts().total().toNanos();
  }

  /** Begins; ends on its own. */
  void begin() {
    backstop.run(this::pause);
  }

  /**
   * Pauses become longer: what is short is known to have ended soon, what is long is asked less.
   */
  private void pause() {
    wakeAfter(pauseNanos);
    pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
  }

  private void wakeAfter(long nanos) {
    wake.at(Math.min(loop.ticker().nanos() + nanos, endsAt));
  }

  private void woke() {
    Address address = begun.place().lastAddress();
    if (address == null || loop.ticker().nanos() >= endsAt) {
      end(false);
    } else if (attempt != null) {
      cancel();
      unanswered();
    } else {
      ask(address);
    }
  }

  private void ask(Address address) {
    asked++;
    attempt = new Attempt(call(address), loop.upstreams(), this, backstop);
    wakeAfter(ANSWER_NANOS_MAX);
    attempt.start();
  }

  private Attempt.Call call(Address address) {
    VisitRequest request = begun.request();
    String id = URLEncoder.encode(begun.responseId(), StandardCharsets.UTF_8);
    return new Attempt.Call(
        address,
        HttpMethod.GET,
        AttemptCalls.path(ApiKind.RESPONSES.path() + "/" + id, begun.place().tier()),
        null,
        new UpstreamHead(AttemptCalls.id(request.id(), asked), null, false, null, null),
        null,
        request.limits().wholeAnswerBytesMax());
  }

  @Override
  public void ended(AttemptEnd end) {
    attempt = null;
    switch (end) {
      case AttemptEnd.Answer answer -> answered(answer);
      case AttemptEnd.CallerError refused when refused.error().status() == 404 -> end(false);
      case AttemptEnd.CallerError _,
          AttemptEnd.Refused _,
          AttemptEnd.Unreachable _,
          AttemptEnd.Stale _,
          AttemptEnd.Failed _,
          AttemptEnd.Restarted _,
          AttemptEnd.Died _ ->
          unanswered();
      case AttemptEnd.Complete _, AttemptEnd.Broken _ -> throw noStream();
    }
  }

  private void answered(AttemptEnd.Answer answer) {
    AnswerFacts facts = AnswerReader.read(HeapBytes.of(answer.body()), ApiKind.RESPONSES);
    if (facts.responseId() == null) {
      unanswered();
    } else if (facts.underWay()) {
      unanswered = 0;
      pause();
    } else {
      usage = facts.usage();
      end(facts.complete());
    }
  }

  private void unanswered() {
    unanswered++;
    if (unanswered < UNANSWERED_MAX) {
      pause();
    } else {
      end(false);
    }
  }

  private void end(boolean completed) {
    if (over) {
      return;
    }
    over = true;
    wake.drop();
    cancel();
    count(begun.place().release(usage.slotEnd(completed ? Verdict.SUCCESS : Verdict.UNKNOWN, 0)));
  }

  private void cancel() {
    if (attempt != null) {
      attempt.cancel();
      attempt = null;
    }
  }

  private void count(double machineUsd) {
    HeldPlace place = begun.place();
    VisitRequest request = begun.request();
    String model = request.model().config().name();
    int prompt = usage.reported() ? usage.promptTokens() : begun.promptTokens();
    double usd = place.usd(machineUsd, prompt, usage.outputTokens());
    if (!Double.isNaN(usd)) {
      loop.events().cost(model, place.tier(), place.endpoint().name(), usd);
    }
    var tokens =
        new RequestOutcome.Tokens(
            prompt, usage.cachedTokens(), usage.outputTokens(), usage.reported());
    loop.events().endedInBackground(model, request.kind(), place.tier(), tokens);
  }

  @Override
  public void firstReal() {
    throw noStream();
  }

  @Override
  public void events(Buffer bytes, boolean real) {
    throw noStream();
  }

  private static IllegalStateException noStream() {
    return new IllegalStateException("no stream was asked for");
  }
}
