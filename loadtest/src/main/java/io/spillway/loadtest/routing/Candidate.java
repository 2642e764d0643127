package io.spillway.loadtest.routing;

import io.spillway.loadtest.engine.model.EngineProfile;
import java.util.List;
import java.util.Optional;

/**
 * One policy of the comparison.
 *
 * @param name in tables and options
 * @param what it does, in a few words
 * @param start makes it, with nothing sent
 */
record Candidate(String name, String what, Start start) {
  private static final double STICKY_BUDGET_SECONDS = 6;
  private static final double ADAPTIVE_K = 3;

  /** More than ever are in flight: the others have no queue but the engines' either. */
  private static final int UNQUEUED = 4096;

  /** All policies, in the order of the report. */
  static final List<Candidate> ALL =
      List.of(
          new Candidate("round-robin", "each pod in turn", _ -> new RoundRobin()),
          new Candidate(
              "least-requests", "the fewest requests in flight", _ -> new LeastRequests()),
          new Candidate(
              "session-hash",
              "rendezvous hash of the conversation, whatever the load",
              _ -> new SessionHash()),
          new Candidate(
              "longest-prefix",
              "the longest cached beginning of five blocks or more, then the least work",
              run -> new LongestPrefix(run.size())),
          new Candidate("least-work", "the fewest prompt tokens ahead", _ -> new LeastWork()),
          new Candidate(
              "sticky-until-saturated",
              "llm-d's affinity filter: 80 % of the prompt cached, unless that is 6 s later",
              run ->
                  new StickyUntilSaturated(
                      run.size(),
                      run.peakTokensPerSecond(),
                      STICKY_BUDGET_SECONDS,
                      run.requests())),
          new Candidate(
              "spillway", "the gateway's own pool", run -> new PoolPolicy(run.size(), UNQUEUED)),
          new Candidate(
              "first-token-first",
              "the least wait plus own work, in seconds",
              run -> new WeighedAffinity(run.size(), run.cost(), 0)),
          new Candidate(
              "adaptive",
              "the same plus a price on lost cache that rises with the backlog (k = 3)",
              run -> new WeighedAffinity(run.size(), run.cost(), ADAPTIVE_K)),
          new Candidate(
              "squared-time",
              "the least squared time plus a price on lost cache in proportion to late ones",
              run -> new SquaredTime(run.size(), run.cost())));

  /** The policy of a name. */
  static Optional<Candidate> named(String name) {
    return ALL.stream().filter(each -> each.name.equals(name)).findFirst();
  }

  /** Makes a policy for one run. */
  @FunctionalInterface
  interface Start {
    RoutingPolicy policy(Run run);
  }

  /**
   * What a policy may know of a run before it begins.
   *
   * @param size of the fleet
   * @param engine of each pod
   * @param requests how many will come
   */
  record Run(FleetSize size, EngineProfile engine, int requests) {
    PrefillCost cost() {
      return PrefillCost.of(engine);
    }

    double peakTokensPerSecond() {
      return cost().peakTokensPerSecond(engine.limits().batchedTokensMax());
    }
  }
}
