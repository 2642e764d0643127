package io.spillway.gateway.serve;

import io.spillway.gateway.fleet.FleetEvents;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.http.EdgeEvents;
import io.spillway.gateway.observe.AccessLog;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.observe.Meters;
import io.spillway.gateway.observe.RecentDecisions;
import io.spillway.gateway.observe.RequestOutcome;
import io.spillway.gateway.relay.RelayEvents;
import io.spillway.router.EndpointId;
import io.spillway.router.Tier;
import io.spillway.warmup.PodStatus;
import java.util.function.BiConsumer;

/** Passes what happens on to meters, log and the list of recent decisions. */
final class Observers implements RelayEvents, EdgeEvents, FleetEvents {
  private final Meters meters;
  private final AccessLog log;
  private final RecentDecisions recent;
  private final BiConsumer<ModelRuntime, EndpointId> refusedConnections;

  /**
   * Observers that pass on to these.
   *
   * @param refusedConnections told when a pod refuses a connection
   */
  Observers(
      Meters meters,
      AccessLog log,
      RecentDecisions recent,
      BiConsumer<ModelRuntime, EndpointId> refusedConnections) {
    this.meters = meters;
    this.log = log;
    this.recent = recent;
    this.refusedConnections = refusedConnections;
  }

  @Override
  public void placed(String model, Tier tier, String reason) {
    meters.placed(model, tier, reason);
  }

  @Override
  public void retried(String model, String reason) {
    meters.retried(model, reason);
  }

  @Override
  public void preempted(String model) {
    meters.preempted(model);
  }

  @Override
  public void resumed(String model, String reason) {
    meters.resumed(model, reason);
  }

  @Override
  public void cost(String model, Tier tier, String endpoint, double usd) {
    meters.cost(model, tier, tier == Tier.SELF_HOSTED ? Meters.PODS : endpoint, usd);
  }

  @Override
  public void connectionRefused(ModelRuntime model, EndpointId endpoint) {
    refusedConnections.accept(model, endpoint);
  }

  @Override
  public void endedInBackground(
      String model, String kind, Tier tier, RequestOutcome.Tokens tokens) {
    meters.tokens(model, kind, tier, tokens);
  }

  @Override
  public void finished(RequestOutcome outcome) {
    String model = outcome.request().model();
    meters.requestFinished(outcome);
    meters.affinity(model, outcome.decision().affinity());
    if (outcome.times().queue() > 0) {
      meters.queueWait(model, outcome.times().queue());
    }
    if (outcome.result().ending() == Ending.REFUSED) {
      meters.rejected(model, outcome.decision().reason());
    } else if (outcome.result().ending() == Ending.CLIENT_GONE) {
      meters.clientDisconnected(model, phase(outcome));
    }
    log.request(outcome);
    recent.add(outcome);
  }

  @Override
  public void endedAtEdge(RequestOutcome outcome) {
    finished(outcome);
  }

  @Override
  public void phaseChanged(String model, PodStatus status) {
    log.event(
        "pod_phase",
        "model",
        model,
        "endpoint",
        status.id().name(),
        "phase",
        status.phase().label(),
        "reason",
        status.reason());
  }

  @Override
  public void loaded(String model, double seconds) {
    meters.podLoaded(model, seconds);
  }

  private static String phase(RequestOutcome outcome) {
    if (outcome.decision().attempts() == 0) {
      return "queued";
    }
    return Double.isNaN(outcome.times().firstToken()) ? "before_first_token" : "streaming";
  }
}
