package io.spillway.gateway.relay;

import io.spillway.gateway.fleet.Decision;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.observe.RequestOutcome;
import io.spillway.gateway.sse.TokenUsage;
import io.spillway.router.AffinityResult;
import io.spillway.router.EndpointId;
import io.spillway.router.Explanation;
import io.spillway.router.PlacementReason;
import io.spillway.router.RejectReason;
import io.spillway.router.SlotEnd;
import io.spillway.router.Ticker;
import io.spillway.router.Tier;
import io.spillway.router.health.Verdict;
import org.jspecify.annotations.Nullable;

/** What is noted of one request on its way, for its outcome. */
final class RequestNotes {
  private static final double NANOS = 1e9;

  private final RelayRequest request;
  private final RelayEvents events;
  private final Ticker ticker;
  private Tier tier = Tier.NONE;
  private @Nullable EndpointId endpoint;
  private String reason = "none";
  private AffinityResult affinity = AffinityResult.NONE;
  private int attempts;
  private double estimate = Double.NaN;
  private Explanation explanation = Explanation.NONE;
  private int preemptions;
  private int resumes;
  private boolean generated;
  private boolean goesOn;
  private int queuePosition = RequestOutcome.NOT_QUEUED;
  private long queuedAt = -1;
  private long queueNanos;
  private long sentAt;
  private long firstSentAt = -1;
  private double answering = Double.NaN;
  private long firstTokenAt = -1;
  private TokenUsage usage = new TokenUsage(0, -1, 0, false);
  private double costUsd = Double.NaN;

  RequestNotes(RelayRequest request, RelayEvents events, Ticker ticker) {
    this.request = request;
    this.events = events;
    this.ticker = ticker;
  }

  void queued(int position) {
    queuePosition = position;
    queuedAt = ticker.nanos();
  }

  void dequeued() {
    if (queuedAt >= 0) {
      queueNanos += ticker.nanos() - queuedAt;
      queuedAt = -1;
    }
  }

  /** Notes that it goes to a pod. */
  void placed(Decision.OnPod pod) {
    tier = Tier.SELF_HOSTED;
    affinity = pod.affinity();
    compared(pod.reason(), pod.explanation(), pod.explanation().seconds());
  }

  /** Notes that it goes to a target. */
  void placed(Decision.OnTarget target) {
    tier = Tier.OVERFLOW;
    affinity = request.session() == null ? AffinityResult.NONE : AffinityResult.SPILLED;
    compared(target.reason(), target.explanation(), target.estimatedSeconds());
  }

  private void compared(PlacementReason why, Explanation what, double seconds) {
    reason = why.label();
    explanation = what;
    estimate = seconds;
    events.placed(model(), tier, reason);
  }

  void rejected(RejectReason why) {
    tier = Tier.NONE;
    reason = why.label();
    explanation = Explanation.NONE;
    estimate = Double.NaN;
    events.placed(model(), Tier.NONE, why.label());
  }

  void retried(AttemptEnd.Failure why) {
    events.retried(model(), why.label());
  }

  /** Notes that it gave its place to a more urgent request. */
  void preempted() {
    preemptions++;
    events.preempted(model());
  }

  /** Notes that a stream goes on that had broken so. */
  void resumed(StreamBreak by) {
    resumes++;
    events.resumed(model(), by.label());
  }

  void sent(EndpointId where) {
    endpoint = where;
    generated = true;
    attempts++;
    sentAt = ticker.nanos();
    answering = Double.NaN;
    if (firstSentAt < 0) {
      firstSentAt = sentAt;
    }
  }

  /** Notes an attempt's first real event; the time since the attempt began, in seconds. */
  double firstToken() {
    long now = ticker.nanos();
    if (firstTokenAt < 0) {
      firstTokenAt = now;
    }
    answering = (now - sentAt) / NANOS;
    return answering;
  }

  void tokens(@Nullable EventFlow flow) {
    if (flow != null && flow.usage().outputTokens() > 0) {
      usage = flow.usage();
    }
  }

  void tokens(TokenUsage reported) {
    usage = reported;
  }

  /** Notes that the endpoint refused before it generated: its tokens cost nothing. */
  void nothingGenerated() {
    generated = false;
  }

  /**
   * Notes that the endpoint goes on without the request: tokens are counted when that has ended.
   */
  void goesOn() {
    goesOn = true;
  }

  /** Notes what a place cost. */
  void released(HeldPlace held, double machineUsd) {
    double usd = held.usd(machineUsd, generated ? promptTokens() : -1, usage.outputTokens());
    if (!Double.isNaN(usd)) {
      costUsd = Double.isNaN(costUsd) ? usd : costUsd + usd;
      events.cost(model(), held.tier(), held.endpoint().name(), usd);
    }
  }

  /** How it ended, for the pool to learn from. */
  SlotEnd slotEnd(Verdict verdict, int retryAfterSeconds) {
    return usage.slotEnd(verdict, retryAfterSeconds);
  }

  int attempts() {
    return attempts;
  }

  /** Attempts that ended by themselves, or may. */
  int tries() {
    return attempts - preemptions;
  }

  double costUsd() {
    return costUsd;
  }

  String model() {
    return request.model().config().name();
  }

  AnswerHead head() {
    return new AnswerHead(
        tier, endpoint == null ? null : endpoint.name(), reason, queueNanos / 1_000_000, attempts);
  }

  void finish(Ending ending, int status, @Nullable String errorCode) {
    dequeued();
    events.finished(
        new RequestOutcome(
            new RequestOutcome.Request(
                request.id(),
                request.tenant().name(),
                model(),
                request.kind().label(),
                request.stream(),
                request.priority()),
            new RequestOutcome.Decision(
                tier,
                endpoint == null ? null : endpoint.name(),
                reason,
                affinity,
                attempts,
                preemptions,
                resumes,
                queuePosition,
                estimate,
                explanation),
            new RequestOutcome.Result(status, ending, errorCode),
            times(),
            tokens(),
            costUsd));
  }

  private RequestOutcome.Tokens tokens() {
    return goesOn
        ? RequestOutcome.Tokens.UNKNOWN
        : new RequestOutcome.Tokens(
            promptTokens(), usage.cachedTokens(), usage.outputTokens(), usage.reported());
  }

  /** As the engine counted, else as estimated from the body. */
  private int promptTokens() {
    return usage.reported() ? usage.promptTokens() : request.facts().promptTokens();
  }

  private RequestOutcome.Times times() {
    long now = ticker.nanos();
    long arrived = request.arrivedNanos();
    return new RequestOutcome.Times(
        queueNanos / NANOS,
        firstTokenAt < 0 ? Double.NaN : (firstTokenAt - arrived) / NANOS,
        (now - arrived) / NANOS,
        firstSentAt < 0 ? Double.NaN : Math.max(0, firstSentAt - arrived - queueNanos) / NANOS,
        answering);
  }
}
