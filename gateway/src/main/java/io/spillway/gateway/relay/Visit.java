package io.spillway.gateway.relay;

import io.spillway.gateway.config.Timeouts;
import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.fleet.VisitDecision;
import io.spillway.gateway.observe.Ending;
import io.spillway.router.EndpointId;
import io.spillway.router.PlacementReason;
import io.spillway.router.Tier;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request that takes no slot, from the choice of its endpoint to its end.
 *
 * <pre>
 *   start ─► go ──At──► attempt ──answered──► end
 *            │ ▲           │
 *            │ └───────────┤ failed before anything was answered
 *            ▼             ▼
 *       the error       the error
 * </pre>
 *
 * <p>It waits in no queue, and the pool neither counts it nor learns from it. Confined to the event
 * loop of the client's connection; only {@link #cut} comes from elsewhere, and hops.
 */
public final class Visit implements AttemptListener {
  private static final String FULL = "visits_full";

  private final Errand errand;
  private final VisitRequest request;
  private final Downstream client;
  private final RelayLoop loop;
  private final Runnable whenOver;
  private final VisitNotes notes;
  private final Backstop backstop = new Backstop(this::crashed);
  private final Delivery delivery;
  private final Set<EndpointId> tried = new HashSet<>();
  private VisitDecision.@Nullable At place;
  private @Nullable Attempt attempt;
  private @Nullable EventFlow flow;
  private AttemptEnd.@Nullable Failure lastFailure;
  private final Deaths deaths = new Deaths();
  private int stale;
  private boolean over;

  private Visit(Errand errand, Downstream client, RelayLoop loop, Runnable whenOver) {
    this.errand = errand;
    this.request = errand.request();
    this.client = client;
    this.loop = loop;
    this.whenOver = whenOver;
    this.notes = new VisitNotes(request, loop.ticker());
    this.delivery = new Delivery(client, loop, deadlines(request), new Expired());
  }

  /** What a visit is for, and which request it answers. */
  public sealed interface Purpose {
    /** A body that any pod of the model can answer. */
    record AnyPod(RelayRequest request) implements Purpose {}

    /** A question about a response, for the endpoint that keeps it. */
    record Kept(VisitRequest request, KeptResponse response) implements Purpose {}
  }

  /**
   * A visit that has not begun.
   *
   * @param whenOver called once, when the request has ended
   */
  public static Visit of(Purpose purpose, Downstream client, RelayLoop loop, Runnable whenOver) {
    Errand errand =
        switch (purpose) {
          case Purpose.AnyPod any -> new AnyPodErrand(any.request());
          case Purpose.Kept kept -> new ResponseErrand(kept.response(), kept.request());
        };
    return new Visit(errand, client, loop, whenOver);
  }

  /** An answer that is no stream comes within the time of a first token: nothing is generated. */
  private static Deadlines deadlines(VisitRequest request) {
    Timeouts given = request.limits().timeouts();
    Duration total =
        !request.stream() && given.firstToken().compareTo(given.total()) < 0
            ? given.firstToken()
            : given.total();
    var timeouts =
        new Timeouts(
            given.connect(), given.head(), given.body(), given.firstToken(), given.idle(), total);
    return new Deadlines(
        timeouts, request.limits().heartbeat(), request.stream(), request.arrivedNanos());
  }

  /** Begins; ends on its own. */
  public void start() {
    client.onGone(() -> backstop.run(this::clientGone));
    delivery.begin();
    backstop.run(() -> go(errand.reason()));
  }

  /** Ends it now, because the gateway leaves. Callable from any thread. */
  public void cut() {
    loop.context()
        .runOnContext(_ -> {
          if (!over) {
            backstop.run(() -> giveUp(Expiry.LEAVING));
          }
        });
  }

  private void go(String reason) {
    switch (errand.place(tried)) {
      case VisitDecision.At at -> {
        place = at;
        tried.add(at.endpoint());
        notes.sent(at, reason);
        delivery.dispatched();
        attempt(at);
      }
      case VisitDecision.Full _ ->
          refuse(
              ApiError.busy(
                  "Too many requests of this kind are under way. Please come back shortly."),
              FULL,
              1);
      case VisitDecision.Nowhere _ -> {
        ApiError error = errand.nowhere();
        String code = error.code();
        refuse(error, code == null ? "none" : code, errand.nowhereRetryAfterSeconds());
      }
    }
  }

  private void attempt(VisitDecision.At at) {
    Attempt.Call call = errand.call(at, notes.attempts());
    flow = call.flow();
    attempt = new Attempt(call, loop.upstreams(), this, backstop);
    attempt.start();
  }

  @Override
  public void firstReal() {
    notes.firstToken();
    client.commit(notes.head());
  }

  @Override
  public void events(Buffer bytes, boolean real) {
    if (attempt != null) {
      delivery.events(bytes, real, attempt);
    }
  }

  @Override
  public void ended(AttemptEnd end) {
    attempt = null;
    switch (end) {
      case AttemptEnd.Complete _ -> {
        finish(Ending.COMPLETE, 200, null);
        client.end();
      }
      case AttemptEnd.Answer answer -> answered(answer);
      case AttemptEnd.CallerError refused ->
          fail(Ending.FAILED, errand.refused(refused.error()), 0);
      case AttemptEnd.Broken broken -> fail(Ending.BROKEN, broken.error(), 0);
      case AttemptEnd.Stale _ when stale < RetryRule.STALE_MAX -> {
        stale++;
        deaths.stale();
        attempt(visited());
      }
      case AttemptEnd.Failure failure -> failed(failure);
    }
  }

  private void answered(AttemptEnd.Answer answer) {
    AttemptEnd read = errand.answered(answer, visited());
    if (read instanceof AttemptEnd.Answer(int status, String contentType, Buffer body)) {
      finish(Ending.COMPLETE, status, null);
      client.answer(status, contentType, body, notes.head(), Double.NaN);
    } else {
      ended(read);
    }
  }

  /** Goes to another endpoint if the errand allows it; else ends. */
  private void failed(AttemptEnd.Failure end) {
    VisitDecision.At at = visited();
    if (end instanceof AttemptEnd.Unreachable && at.tier() == Tier.SELF_HOSTED) {
      loop.events().connectionRefused(request.model(), at.endpoint());
    }
    leave();
    lastFailure = end;
    deaths.ended(end);
    if (errand.elsewhere(end, notes.attempts(), deaths)
        && (!RetryRule.takesBudget(at.tier(), end) || request.model().tryVisitAgain())) {
      loop.events().retried(request.model().config().name(), end.label());
      go(PlacementReason.RETRY.label());
    } else {
      fail(Ending.FAILED, deaths.errorAfter(end), Refusals.retryAfter(end));
    }
  }

  /** Ends it for want of an endpoint: with what the last one said, if there was one. */
  private void refuse(ApiError error, String reason, int retryAfterSeconds) {
    if (lastFailure != null) {
      fail(Ending.FAILED, lastFailure.error(), Refusals.retryAfter(lastFailure));
      return;
    }
    notes.refused(reason);
    fail(Ending.REFUSED, error, retryAfterSeconds);
  }

  private void fail(Ending ending, ApiError error, int retryAfterSeconds) {
    boolean broken = client.committed();
    finish(broken ? Ending.BROKEN : ending, broken ? 200 : error.status(), error.code());
    client.nextEvent(flow == null ? 0 : flow.nextNumber());
    client.fail(error, retryAfterSeconds, notes.head());
  }

  private void clientGone() {
    if (!over) {
      stop();
      finish(Ending.CLIENT_GONE, 499, null);
    }
  }

  private void giveUp(Expiry expiry) {
    stop();
    fail(Ending.FAILED, expiry.error(), 0);
  }

  private void stop() {
    if (attempt != null) {
      attempt.cancel();
      attempt = null;
    }
  }

  private VisitDecision.At visited() {
    if (place == null) {
      throw new IllegalStateException("an attempt is made somewhere");
    }
    return place;
  }

  private void leave() {
    if (place != null) {
      Runnable leave = place.leave();
      place = null;
      leave.run();
    }
  }

  private void finish(Ending ending, int status, @Nullable String errorCode) {
    over = true;
    delivery.stop();
    leave();
    try {
      loop.events().finished(notes.outcome(ending, status, errorCode));
    } finally {
      whenOver.run();
    }
  }

  /** A bug: what is held is given back, and the client is told as far as that is possible. */
  private void crashed() {
    try {
      stop();
      leave();
    } finally {
      if (!over) {
        finish(Ending.FAILED, ApiError.internal().status(), null);
      }
      client.nextEvent(flow == null ? 0 : flow.nextNumber());
      var _ = client.crashed();
    }
  }

  /** What becomes of it when its time is up. */
  private final class Expired implements Delivery.Owner {
    @Override
    public void expired(Expiry expiry) {
      giveUp(expiry);
    }

    @Override
    public void clientStuck() {
      clientGone();
    }

    @Override
    public Backstop backstop() {
      return backstop;
    }
  }
}
