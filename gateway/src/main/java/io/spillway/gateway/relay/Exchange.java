package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.fleet.Target;
import io.spillway.gateway.fleet.Waiter;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.sse.AnswerFacts;
import io.spillway.router.AffinityResult;
import io.spillway.router.Placement;
import io.spillway.router.RejectReason;
import io.spillway.router.RoutingRequest;
import io.spillway.router.Slot;
import io.spillway.router.Ticker;
import io.spillway.router.Ticket;
import io.spillway.router.Tier;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request from its placement to its end.
 *
 * <pre>
 *   start ─► place ──Dispatch/Overflow──► attempt ──real event──► relaying ──► end
 *              │ ▲                           │
 *              │ └────── resumed ◄── queued  │ failed before a real event
 *              │          ▲                  ▼
 *              ├─Queue────┘               place again, or the error
 *              └─Reject─► the error
 * </pre>
 *
 * <p>Confined to the event loop of the client's connection; only {@link #resumed} comes from
 * elsewhere, and hops.
 */
public final class Exchange implements Waiter, AttemptListener {
  private static final int PLACEMENTS_MAX = 8;
  private static final int STALE_MAX = 3;

  private final RelayRequest request;
  private final Downstream client;
  private final Loop loop;
  private final RequestNotes notes;
  private final Deadlines deadlines;
  private final Ticker ticker;
  private final Runnable whenOver;
  private RoutingRequest routing;
  private @Nullable Ticket ticket;
  private @Nullable HeldPlace place;
  private @Nullable Attempt attempt;
  private @Nullable ApiError lastError;
  private @Nullable EventFlow flow;
  private int lastRetryAfter;
  private int placements;
  private int stale;
  private long timer = -1;
  private long timerAt = Deadlines.NEVER;
  private boolean paused;
  private boolean over;

  /**
   * What the exchanges of one event loop share.
   *
   * @param context the event loop
   * @param upstreams its connections to endpoints
   * @param events who is told
   */
  public record Loop(Context context, Upstreams upstreams, Ticker ticker, RelayEvents events) {}

  /**
   * A request that is ready to be placed.
   *
   * @param whenOver called once, when the request has ended
   */
  public Exchange(RelayRequest request, Downstream client, Loop loop, Runnable whenOver) {
    this.request = request;
    this.whenOver = whenOver;
    this.client = client;
    this.loop = loop;
    this.ticker = loop.ticker();
    this.notes = new RequestNotes(request, loop.events(), ticker);
    this.deadlines =
        new Deadlines(
            request.limits().timeouts(),
            request.limits().heartbeat(),
            request.stream(),
            request.arrivedNanos());
    var session = request.session();
    this.routing =
        new RoutingRequest(
            session == null ? 0 : session.affinityKey(),
            session != null,
            request.tenant().overflowAllowed(),
            Set.of(),
            request.arrivedNanos(),
            request.arrivedNanos() + request.model().config().queue().maxWait().toNanos());
  }

  /** Begins; ends on its own. */
  public void start() {
    client.onGone(this::clientGone);
    arm();
    place();
  }

  @Override
  public void resumed(Placement placement) {
    loop.context()
        .runOnContext(_ -> {
          ticket = null;
          notes.dequeued();
          if (over) {
            giveBack(placement);
          } else {
            decided(placement);
          }
        });
  }

  private void place() {
    if (placements++ >= PLACEMENTS_MAX) {
      refuse(RejectReason.QUEUE_FULL, 1);
      return;
    }
    Placement placement = request.model().place(routing, this);
    if (placement instanceof Placement.Queue queued) {
      ticket = queued.ticket();
      notes.queued();
      return;
    }
    decided(placement);
  }

  private void decided(Placement placement) {
    switch (placement) {
      case Placement.Dispatch dispatch -> {
        notes.placed(Tier.SELF_HOSTED, dispatch.reason().label(), dispatch.affinity());
        send(HeldPlace.onPod(request.model(), dispatch.slot()));
      }
      case Placement.Overflow overflow -> spill(overflow);
      case Placement.Reject reject -> refuse(reject.reason(), reject.retryAfterSeconds());
      case Placement.Queue _ -> throw new IllegalStateException("a resumed request is decided");
    }
  }

  private void spill(Placement.Overflow overflow) {
    Target target = request.model().target(overflow.target());
    Slot slot = target == null ? null : target.tryAcquire(ticker.nanos());
    if (target == null || slot == null) {
      place();
      return;
    }
    notes.placed(
        Tier.OVERFLOW,
        overflow.reason().label(),
        request.session() == null ? AffinityResult.NONE : AffinityResult.SPILLED);
    send(HeldPlace.onTarget(request.model(), slot, target));
  }

  /** A decision for a request that has ended: what it took is given back. */
  private void giveBack(Placement placement) {
    if (placement instanceof Placement.Dispatch dispatch) {
      request.model().release(dispatch.slot(), false);
    }
  }

  private void send(HeldPlace taken) {
    place = taken;
    Address address = taken.address();
    if (address == null) {
      ended(new AttemptEnd.Unreachable(ApiError.badGateway("The endpoint is gone.")));
      return;
    }
    deadlines.dispatched(ticker.nanos());
    notes.sent(taken.endpoint());
    arm();
    Attempt.Call call = AttemptCalls.of(request, address, taken.tier(), notes.attempts());
    flow = call.flow();
    attempt = new Attempt(call, loop.upstreams(), this);
    attempt.start();
  }

  @Override
  public void firstReal() {
    HeldPlace held = held();
    held.firstToken(notes.firstToken());
    client.commit(notes.head());
  }

  @Override
  public void events(Buffer bytes, boolean real) {
    long now = ticker.nanos();
    if (real) {
      deadlines.realEvent(now);
    }
    deadlines.written(now);
    client.write(bytes);
    if (timerAt == Deadlines.NEVER || deadlines.next() < timerAt) {
      arm();
    }
    if (client.full() && !paused && attempt != null) {
      paused = true;
      attempt.pause();
      client.onDrain(this::drained);
    }
  }

  private void drained() {
    if (paused && attempt != null) {
      paused = false;
      attempt.resume();
    }
  }

  @Override
  public void ended(AttemptEnd end) {
    attempt = null;
    switch (end) {
      case AttemptEnd.Complete _ -> complete();
      case AttemptEnd.Answer answer -> answer(answer);
      case AttemptEnd.CallerError refused -> fail(Ending.FAILED, refused.error(), 0);
      case AttemptEnd.Broken broken -> fail(Ending.BROKEN, broken.error(), 0);
      case AttemptEnd.Stale failed when stale < STALE_MAX -> {
        stale++;
        send(held());
      }
      case AttemptEnd.Stale failed -> retryOr(end, failed.error(), 0);
      case AttemptEnd.Failed failed -> retryOr(end, failed.error(), 0);
      case AttemptEnd.Unreachable failed -> retryOr(end, failed.error(), 0);
      case AttemptEnd.Refused failed -> retryOr(end, failed.error(), failed.retryAfterSeconds());
    }
  }

  private void complete() {
    notes.tokens(flow);
    release(true);
    finish(Ending.COMPLETE, 200, null);
    client.end();
  }

  private void answer(AttemptEnd.Answer answer) {
    AnswerFacts facts = AttemptCalls.read(request, answer.body());
    if (!facts.complete()) {
      ended(
          new AttemptEnd.Failed(
              ApiError.badGateway("The endpoint's answer is an error or incomplete.")));
      return;
    }
    notes.tokens(facts.usage());
    HeldPlace held = held();
    release(true);
    Buffer body = AttemptCalls.named(request, held.tier(), answer.body());
    AnswerHead head = notes.head();
    double usd = notes.costUsd();
    finish(Ending.COMPLETE, answer.status(), null);
    client.answer(answer.status(), answer.contentType(), body, head, usd);
  }

  /** Tries another endpoint if the rule, the budget and the fleet allow; else ends. */
  private void retryOr(AttemptEnd end, ApiError error, int retryAfterSeconds) {
    HeldPlace failed = held();
    boolean refused = end instanceof AttemptEnd.Refused || end instanceof AttemptEnd.Unreachable;
    Target target = failed.target();
    if (target != null && refused) {
      target.refused(retryAfterSeconds, ticker.nanos());
    } else if (end instanceof AttemptEnd.Unreachable) {
      loop.events().connectionRefused(request.model(), failed.endpoint());
    }
    release(false);
    lastError = error;
    lastRetryAfter = retryAfterSeconds;
    // Sending again on a fresh connection, because a kept one had gone stale, is no other try.
    int tries = notes.attempts() - stale;
    if (!RetryRule.elsewhere(failed.tier(), end, tries)
        || (failed.tier() == Tier.SELF_HOSTED && !request.model().tryRetry())) {
      fail(Ending.FAILED, error, retryAfter(error));
      return;
    }
    notes.retried(end);
    routing = routing.afterFailureOf(failed.endpoint());
    place();
  }

  private void refuse(RejectReason reason, int retryAfterSeconds) {
    if (reason == RejectReason.NO_OTHER_ENDPOINT && lastError != null) {
      fail(Ending.FAILED, lastError, retryAfter(lastError));
      return;
    }
    notes.rejected(reason);
    fail(Ending.REFUSED, Refusals.error(reason), retryAfterSeconds);
  }

  private int retryAfter(ApiError error) {
    return switch (error.status()) {
      case 429, 503, 529 -> Math.max(1, lastRetryAfter);
      default -> 0;
    };
  }

  private void fail(Ending ending, ApiError error, int retryAfterSeconds) {
    AnswerHead head = notes.head();
    notes.tokens(flow);
    release(false);
    boolean broken = client.committed();
    finish(broken ? Ending.BROKEN : ending, broken ? 200 : error.status(), error.code());
    client.fail(error, retryAfterSeconds, head);
  }

  private void clientGone() {
    if (over) {
      return;
    }
    stop();
    notes.tokens(flow);
    release(false);
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

  private HeldPlace held() {
    if (place == null) {
      throw new IllegalStateException("an attempt holds a place");
    }
    return place;
  }

  /** Gives the place back, if one is held. */
  private void release(boolean learn) {
    if (place != null) {
      HeldPlace held = place;
      place = null;
      notes.released(held, held.release(learn));
    }
  }

  private void finish(Ending ending, int status, @Nullable String errorCode) {
    over = true;
    disarm();
    notes.finish(ending, status, errorCode);
    whenOver.run();
  }

  private void arm() {
    long next = deadlines.next();
    disarm();
    if (next == Deadlines.NEVER || over) {
      return;
    }
    timerAt = next;
    long millis = Math.max(1, (next - ticker.nanos() + 999_999) / 1_000_000);
    timer = loop.context().owner().setTimer(millis, _ -> due());
  }

  private void disarm() {
    if (timer >= 0) {
      loop.context().owner().cancelTimer(timer);
      timer = -1;
      timerAt = Deadlines.NEVER;
    }
  }

  private void due() {
    timer = -1;
    timerAt = Deadlines.NEVER;
    if (over) {
      return;
    }
    long now = ticker.nanos();
    switch (deadlines.due(now)) {
      case NOTHING -> {}
      case HEARTBEAT -> {
        client.comment();
        deadlines.written(now);
      }
      case FIRST_TOKEN -> expire(Expiry.FIRST_TOKEN);
      case IDLE -> {
        if (paused) {
          clientGone();
          client.abort();
        } else {
          expire(Expiry.IDLE);
        }
      }
      case TOTAL -> expire(Expiry.TOTAL);
    }
    arm();
  }

  private void expire(Expiry expiry) {
    stop();
    fail(client.committed() ? Ending.BROKEN : Ending.FAILED, expiry.error(), 0);
  }
}
