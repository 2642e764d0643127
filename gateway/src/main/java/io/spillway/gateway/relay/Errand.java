package io.spillway.gateway.relay;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.fleet.VisitDecision;
import io.spillway.router.EndpointId;
import java.util.Set;

/** What a visit is for: where it may go, what it asks there, and what the answer means. */
sealed interface Errand permits AnyPodErrand, ResponseErrand {
  /** The request it stands for. */
  VisitRequest request();

  /** Why it goes where it goes first, as a label. */
  String reason();

  /** Goes to an endpoint that was not tried. */
  VisitDecision place(Set<EndpointId> tried);

  /** What the client is told when there is nowhere to go. */
  ApiError nowhere();

  /** When the client may come back after that; 0: not said. */
  int nowhereRetryAfterSeconds();

  /** True when another endpoint may do after that end of an attempt. */
  boolean elsewhere(AttemptEnd.Failure end, int attempts, Deaths deaths);

  /** What is asked of an endpoint. */
  Attempt.Call call(VisitDecision.At place, int attempt);

  /** Takes a whole answer: as the client shall have it, or the failure that it is. */
  AttemptEnd answered(AttemptEnd.Answer answer, VisitDecision.At place);

  /** Takes the endpoint's refusal of what was asked: as the client shall have it. */
  ApiError refused(ApiError error);
}
