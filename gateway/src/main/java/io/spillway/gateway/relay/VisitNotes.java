package io.spillway.gateway.relay;

import io.spillway.gateway.fleet.VisitDecision;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.observe.RequestOutcome;
import io.spillway.router.AffinityResult;
import io.spillway.router.Ticker;
import io.spillway.router.Tier;
import org.jspecify.annotations.Nullable;

/** What is noted of one visit on its way, for its outcome. It has no tokens and no price. */
final class VisitNotes {
  private static final double NANOS = 1e9;

  private final VisitRequest request;
  private final Ticker ticker;
  private Tier tier = Tier.NONE;
  private @Nullable String endpoint;
  private String reason = "none";
  private int attempts;
  private long firstSentAt = -1;
  private long firstTokenAt = -1;

  VisitNotes(VisitRequest request, Ticker ticker) {
    this.request = request;
    this.ticker = ticker;
  }

  void sent(VisitDecision.At where, String why) {
    tier = where.tier();
    endpoint = where.endpoint().name();
    reason = why;
    attempts++;
    if (firstSentAt < 0) {
      firstSentAt = ticker.nanos();
    }
  }

  void refused(String why) {
    tier = Tier.NONE;
    reason = why;
  }

  void firstToken() {
    firstTokenAt = ticker.nanos();
  }

  int attempts() {
    return attempts;
  }

  AnswerHead head() {
    return new AnswerHead(tier, endpoint, reason, 0, attempts);
  }

  RequestOutcome outcome(Ending ending, int status, @Nullable String errorCode) {
    return new RequestOutcome(
        new RequestOutcome.Request(
            request.id(),
            request.tenant(),
            request.model().config().name(),
            request.kind(),
            request.stream(),
            null),
        new RequestOutcome.Decision(tier, endpoint, reason, AffinityResult.NONE, attempts),
        new RequestOutcome.Result(status, ending, errorCode),
        new RequestOutcome.Times(
            0,
            since(firstTokenAt),
            (ticker.nanos() - request.arrivedNanos()) / NANOS,
            since(firstSentAt)),
        RequestOutcome.Tokens.UNKNOWN,
        Double.NaN);
  }

  /** Seconds from the request's arrival to a moment; NaN when that has not come. */
  private double since(long nanos) {
    return nanos < 0 ? Double.NaN : (nanos - request.arrivedNanos()) / NANOS;
  }
}
