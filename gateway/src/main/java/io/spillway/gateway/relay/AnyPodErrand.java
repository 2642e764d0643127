package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.error.EngineErrors;
import io.spillway.gateway.fleet.VisitDecision;
import io.spillway.gateway.sse.AnswerFacts;
import io.spillway.router.EndpointId;
import io.spillway.router.RejectReason;
import io.spillway.router.Tier;
import java.util.Set;

/**
 * Has a body answered by any pod that admits, such as one to tokenize: every pod of a model gives
 * the same answer. Targets do not get it; they are paid for generating.
 */
record AnyPodErrand(RelayRequest body, VisitRequest request) implements Errand {
  private static final int RETRY_AFTER_SECONDS = 10;

  AnyPodErrand(RelayRequest body) {
    this(body, VisitRequest.of(body));
  }

  @Override
  public String reason() {
    return "no_slot";
  }

  @Override
  public VisitDecision place(Set<EndpointId> tried) {
    return request.model().visit(tried);
  }

  @Override
  public ApiError nowhere() {
    return Refusals.error(RejectReason.NO_CAPACITY, body);
  }

  @Override
  public int nowhereRetryAfterSeconds() {
    return RETRY_AFTER_SECONDS;
  }

  @Override
  public boolean elsewhere(AttemptEnd.Failure end, int attempts, Deaths deaths) {
    return RetryRule.elsewhere(Tier.SELF_HOSTED, end, attempts, deaths);
  }

  @Override
  public Attempt.Call call(VisitDecision.At place, int attempt) {
    return AttemptCalls.of(body, place.address(), place.tier(), attempt);
  }

  @Override
  public AttemptEnd answered(AttemptEnd.Answer answer, VisitDecision.At place) {
    AnswerFacts facts = AttemptCalls.read(body, answer.body());
    if (facts.error()) {
      return EngineRefusals.of(EngineErrors.fromEvent(HeapBytes.of(answer.body())), 0);
    }
    return facts.json()
        ? answer
        : new AttemptEnd.Failed(ApiError.badGateway("The endpoint's answer is no JSON."));
  }

  @Override
  public ApiError refused(ApiError error) {
    return error;
  }
}
