package io.spillway.gateway.observe;

import io.spillway.router.AffinityResult;
import io.spillway.router.EndpointId;
import io.spillway.router.Explanation;
import io.spillway.router.Priority;
import io.spillway.router.Standing;
import io.spillway.router.Tier;
import java.util.List;

/** Finished requests for tests. */
final class Outcomes {
  static final RequestOutcome COMPLETE = of("req-1", "qwen");

  private Outcomes() {}

  /** A streamed chat: 0.5 s to the first token, 2.5 s in all, 100 tokens in, 21 out. */
  static RequestOutcome of(String id, String model) {
    return new RequestOutcome(
        new RequestOutcome.Request(id, "clinic", model, "chat", true, Priority.INTERACTIVE),
        new RequestOutcome.Decision(Tier.SELF_HOSTED, "pod-0", "home", AffinityResult.KEPT, 1),
        new RequestOutcome.Result(200, Ending.COMPLETE, null),
        new RequestOutcome.Times(0.25, 0.5, 2.5, 0.002),
        new RequestOutcome.Tokens(100, 64, 21, true),
        0.0012);
  }

  /** The same on the better of two pods: 0.2 s expected with 96 tokens cached, 0.24 s taken. */
  static RequestOutcome compared() {
    return placed(
        new RequestOutcome.Decision(
            Tier.SELF_HOSTED,
            "pod-0",
            "prefix",
            AffinityResult.NONE,
            1,
            0,
            0,
            3,
            0.2,
            explanation()));
  }

  /** The same at a target: 0.2 s expected. */
  static RequestOutcome spilled() {
    return placed(
        new RequestOutcome.Decision(
            Tier.OVERFLOW,
            "hosted",
            "slow",
            AffinityResult.NONE,
            1,
            0,
            0,
            RequestOutcome.NOT_QUEUED,
            0.2,
            explanation()));
  }

  private static Explanation explanation() {
    return new Explanation(
        100,
        0.2,
        96,
        1,
        List.of(
            new Explanation.Candidate(
                new EndpointId("pod-0"), Standing.OPEN, 0.2, 0, 12.4, 96, 0.2),
            new Explanation.Candidate(
                new EndpointId("pod-1"), Standing.FULL, 0.75, 0.5, 0, 0, 0.81234),
            new Explanation.Candidate(
                new EndpointId("pod-2"),
                Standing.AWAY,
                Double.NaN,
                0,
                0,
                0,
                Double.POSITIVE_INFINITY)));
  }

  private static RequestOutcome placed(RequestOutcome.Decision decision) {
    return new RequestOutcome(
        COMPLETE.request(),
        decision,
        COMPLETE.result(),
        new RequestOutcome.Times(0.25, 0.5, 2.5, 0.002, 0.24),
        COMPLETE.tokens(),
        COMPLETE.costUsd());
  }

  static RequestOutcome ended(int status, Ending ending) {
    return new RequestOutcome(
        COMPLETE.request(),
        COMPLETE.decision(),
        new RequestOutcome.Result(status, ending, "bad_gateway"),
        COMPLETE.times(),
        COMPLETE.tokens(),
        COMPLETE.costUsd());
  }

  /** Refused before anything was known of it. */
  static RequestOutcome refused() {
    return new RequestOutcome(
        new RequestOutcome.Request(
            "req-2", null, RequestOutcome.UNKNOWN_MODEL, "chat", false, null),
        new RequestOutcome.Decision(Tier.NONE, null, "no_capacity", AffinityResult.NONE, 0),
        new RequestOutcome.Result(503, Ending.REFUSED, "no_capacity"),
        new RequestOutcome.Times(0, Double.NaN, 0.001, Double.NaN),
        RequestOutcome.Tokens.UNKNOWN,
        Double.NaN);
  }
}
