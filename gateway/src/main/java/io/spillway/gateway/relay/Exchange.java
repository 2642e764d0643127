package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.fleet.Decision;
import io.spillway.gateway.fleet.Waiter;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.sse.AnswerFacts;
import io.spillway.router.RejectReason;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Slot;
import io.spillway.router.Ticket;
import io.spillway.router.health.Verdict;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One request from its placement to its end.
 *
 * <pre>
 *   start ─► place ──Dispatch/Overflow──► attempt ──real event──► relaying ──► end
 *              │ ▲                           │
 *              │ └────── resumed ◄── queued  │ failed, or preempted, before a real event
 *              │          ▲                  ▼
 *              ├─Queue────┘               place again, or the error
 *              └─Reject─► the error
 * </pre>
 *
 * <p>A stream that breaks while it is relayed is placed again, too, if its {@link Continuation}
 * says so.
 *
 * <p>Confined to the event loop of the client's connection; only {@link #resumed}, {@link
 * #preempted} and {@link #cut} come from elsewhere, and hop.
 */
public final class Exchange implements Waiter, AttemptListener {
  private final RelayRequest request;
  private final Downstream client;
  private final RelayLoop loop;
  private final RequestNotes notes;
  private final Backstop backstop = new Backstop(this::crashed);
  private final Delivery delivery;
  private final Runnable whenOver;
  private final Continuation continuation;
  private final Stay stay;
  private RoutingRequest routing;
  private @Nullable Ticket ticket;
  private @Nullable Attempt attempt;
  private AttemptEnd.@Nullable Failure lastFailure;
  private final Deaths deaths = new Deaths();
  private int stale;

  /** Set under way, and read by others only once the request is placed after that. */
  private boolean begun;

  private boolean over;

  /**
   * A request that is ready to be placed.
   *
   * @param whenOver called once, when the request has ended
   */
  public Exchange(RelayRequest request, Downstream client, RelayLoop loop, Runnable whenOver) {
    this.request = request;
    this.whenOver = whenOver;
    this.client = client;
    this.loop = loop;
    this.notes = new RequestNotes(request, loop.events(), loop.ticker());
    this.delivery =
        new Delivery(
            client,
            loop,
            new Deadlines(
                request.limits().timeouts(),
                request.limits().heartbeat(),
                request.stream(),
                request.arrivedNanos()),
            new Expired());
    this.routing = request.routing();
    this.continuation = Continuation.of(request);
    this.stay = new Stay(request, notes, loop);
  }

  /** Begins; ends on its own. */
  public void start() {
    client.onGone(() -> backstop.run(this::clientGone));
    delivery.begin();
    backstop.run(this::place);
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

  @Override
  public void resumed(Decision decision) {
    loop.context()
        .runOnContext(_ ->
            backstop.run(() -> {
              ticket = null;
              if (over) {
                request.model().giveBack(decision);
              } else {
                notes.dequeued();
                decided(decision);
              }
            }));
  }

  @Override
  public void preempted(Slot slot) {
    loop.context().runOnContext(_ -> backstop.run(() -> putBack(slot)));
  }

  /** What began to answer, or would go on by itself, keeps its slot. */
  @Override
  public boolean yields() {
    return !begun && !request.background();
  }

  /** Leaves its slot and is placed again, unless it began to answer. */
  private void putBack(Slot slot) {
    if (attempt != null && yields() && stay.place().holds(slot)) {
      stop();
      notes.preempted();
      delivery.putBack();
      stay.end(0);
      place();
    }
  }

  private void place() {
    decided(request.model().place(routing, this));
  }

  private void decided(Decision decision) {
    switch (decision) {
      case Decision.OnPod pod -> {
        stay.begin(HeldPlace.onPod(request.model(), pod.slot()));
        notes.placed(pod);
        send();
      }
      case Decision.OnTarget target -> {
        stay.begin(HeldPlace.onTarget(request.model(), target.slot(), target.target()));
        notes.placed(target);
        send();
      }
      case Decision.Waits waits -> {
        ticket = waits.ticket();
        notes.queued(waits.position());
      }
      case Decision.Refused refused -> refuse(refused.reason(), refused.retryAfterSeconds());
    }
  }

  private void send() {
    notes.sent(stay.place().endpoint());
    delivery.dispatched();
    attempt();
  }

  private void attempt() {
    HeldPlace held = stay.place();
    Address address = held.address();
    if (address == null) {
      ended(new AttemptEnd.Failed(ApiError.badGateway("The endpoint is gone.")));
      return;
    }
    Attempt.Call plain = AttemptCalls.of(request, address, held.tier(), notes.attempts());
    Attempt.Call call = continuation.of(plain, held.tier());
    stay.reads(call.flow());
    attempt = new Attempt(call, loop.upstreams(), this, backstop);
    attempt.start();
  }

  @Override
  public void firstReal() {
    begun = true;
    HeldPlace held = stay.place();
    held.firstToken(request.facts().promptTokens(), notes.firstToken());
    client.commit(notes.head());
    continuation.begun(notes, client);
    stay.made();
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
    stay.says(Verdicts.of(end));
    switch (end) {
      case AttemptEnd.Complete _ -> complete();
      case AttemptEnd.Answer answer -> answer(answer);
      case AttemptEnd.CallerError refused -> {
        notes.nothingGenerated();
        fail(Ending.FAILED, continuation.told(Refusals.byEngine(refused.error(), request)), 0);
      }
      case AttemptEnd.Broken broken -> broke(broken);
      case AttemptEnd.Stale _ when stale < RetryRule.STALE_MAX -> {
        stale++;
        deaths.stale();
        attempt();
      }
      case AttemptEnd.Failure failure -> retryOr(failure);
    }
  }

  private void complete() {
    notes.tokens(stay.flow());
    stay.made();
    stay.end(0);
    finish(Ending.COMPLETE, 200, null);
    client.end();
  }

  private void answer(AttemptEnd.Answer answer) {
    AnswerFacts facts = AttemptCalls.read(request, answer.body());
    AttemptEnd fault = AttemptCalls.fault(facts, answer.body());
    if (fault != null) {
      ended(fault);
      return;
    }
    notes.tokens(facts.usage());
    HeldPlace held = stay.place();
    String id = facts.responseId();
    stay.made(id);
    if (facts.underWay() && id != null) {
      held.accepted();
      stay.handOver(id);
    } else {
      stay.says(facts.complete() ? Verdict.SUCCESS : Verdict.UNKNOWN);
      stay.end(0);
    }
    Buffer body = AttemptCalls.shown(request, held.tier(), facts, answer.body());
    AnswerHead head = notes.head();
    double usd = notes.costUsd();
    finish(Ending.COMPLETE, answer.status(), null);
    client.answer(answer.status(), answer.contentType(), body, head, usd);
  }

  /**
   * Tries another endpoint if the rule, the budget and the fleet allow; else ends. Where pods may
   * not be tried any more, a target may: it has no part in what is wrong with them.
   */
  private void retryOr(AttemptEnd.Failure end) {
    HeldPlace failed = stay.place();
    deaths.ended(end);
    if (end.nothingGenerated()) {
      notes.nothingGenerated();
    }
    failed.failed(end, loop.events());
    stay.end(end.retryAfterSeconds());
    lastFailure = end;
    boolean pods =
        routing.pin() == null
            && RetryRule.elsewhere(failed.tier(), end, notes.tries(), deaths)
            && !(RetryRule.takesBudget(failed.tier(), end) && !request.model().tryRetry());
    RoutingRequest next = routing.afterFailureOf(failed.endpoint());
    if (!pods) {
      next =
          routing.pin() == null && RetryRule.outside(failed.tier(), deaths)
              ? request.model().outside(next)
              : null;
    }
    if (next == null) {
      fail(Ending.FAILED, continuation.told(deaths.errorAfter(end)), Refusals.retryAfter(end));
      return;
    }
    notes.retried(end);
    routing = next;
    place();
  }

  /** Goes on from another pod with a stream that broke, if that is possible; else ends. */
  private void broke(AttemptEnd.Broken end) {
    HeldPlace failed = stay.place();
    deaths.broke(end.by());
    switch (continuation.after(end, stay.flow(), failed)) {
      case Continuation.Next.End(Buffer events) -> {
        client.write(events);
        complete();
      }
      case Continuation.Next.Resume _
          when RetryRule.goesOn(notes.tries(), deaths) && request.model().tryRetry() -> {
        notes.tokens(stay.flow());
        stay.end(0);
        delivery.continued();
        routing = routing.goingOnAfter(failed.endpoint(), request.waitUntil(loop.ticker().nanos()));
        place();
      }
      case Continuation.Next.Resume _, Continuation.Next.Fail _ ->
          fail(Ending.BROKEN, end.error(), 0);
    }
  }

  private void refuse(RejectReason reason, int retryAfterSeconds) {
    if (reason == RejectReason.NO_OTHER_ENDPOINT && lastFailure != null) {
      fail(Ending.FAILED, continuation.told(lastFailure.error()), Refusals.retryAfter(lastFailure));
      return;
    }
    if (!continuation.underWay()) {
      notes.rejected(reason);
    }
    ApiError error = Refusals.error(reason, request);
    fail(Ending.REFUSED, continuation.told(error), error.status() == 404 ? 0 : retryAfterSeconds);
  }

  private void fail(Ending ending, ApiError error, int retryAfterSeconds) {
    AnswerHead head = notes.head();
    request.forgetPrevious(error);
    notes.tokens(stay.flow());
    stay.abandon();
    boolean broken = client.committed();
    finish(broken ? Ending.BROKEN : ending, broken ? 200 : error.status(), error.code());
    client.nextEvent(stay.nextNumber());
    client.fail(error, retryAfterSeconds, head);
  }

  private void clientGone() {
    if (over) {
      return;
    }
    stay.says(Verdict.UNKNOWN);
    stop();
    notes.tokens(stay.flow());
    stay.abandon();
    finish(Ending.CLIENT_GONE, 499, null);
  }

  /** Leaves the queue and ends the attempt. A decision that is already under way is given back. */
  private void stop() {
    if (ticket != null && request.model().cancel(ticket)) {
      ticket = null;
      notes.dequeued();
    }
    if (attempt != null) {
      attempt.cancel();
      attempt = null;
    }
  }

  private void finish(Ending ending, int status, @Nullable String errorCode) {
    over = true;
    delivery.stop();
    try {
      notes.finish(ending, status, errorCode);
    } finally {
      whenOver.run();
    }
  }

  /** A bug: what is held is given back, and the client is told as far as that is possible. */
  private void crashed() {
    stay.says(Verdict.UNKNOWN);
    try {
      stop();
      stay.end(0);
    } finally {
      if (!over) {
        finish(Ending.FAILED, ApiError.internal().status(), null);
      }
      client.nextEvent(stay.nextNumber());
      var _ = client.crashed();
    }
  }

  private void giveUp(Expiry expiry) {
    stay.says(
        attempt == null
            ? Verdict.UNKNOWN
            : Verdicts.of(expiry, notes.attempts(), request.stream()));
    stop();
    fail(client.committed() ? Ending.BROKEN : Ending.FAILED, expiry.error(), 0);
  }

  /** What becomes of it when its time is up. */
  private final class Expired implements Delivery.Owner {
    @Override
    public void expired(Expiry expiry) {
      if (expiry == Expiry.IDLE && attempt != null) {
        stay.says(Verdicts.of(expiry, notes.attempts(), request.stream()));
        stop();
        broke(new AttemptEnd.Broken(expiry.error(), StreamBreak.IDLE));
      } else {
        giveUp(expiry);
      }
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
