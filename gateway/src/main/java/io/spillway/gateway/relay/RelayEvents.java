package io.spillway.gateway.relay;

import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.observe.RequestOutcome;
import io.spillway.router.EndpointId;
import io.spillway.router.Tier;

/** What the relay tells those who count, log and watch. */
public interface RelayEvents {
  /** A place was decided. */
  void placed(String model, Tier tier, String reason);

  /** A request is tried again. */
  void retried(String model, String reason);

  /** A request gave its place to a more urgent one, and is placed again. */
  void preempted(String model);

  /** A stream that broke goes on from another endpoint. */
  void resumed(String model, String reason);

  /** A place was paid for. */
  void cost(String model, Tier tier, String endpoint, double usd);

  /** A pod refused a connection. */
  void connectionRefused(ModelRuntime model, EndpointId endpoint);

  /**
   * What an endpoint went on with after its request had ended, has ended, too. Its tokens were not
   * counted with the request.
   */
  void endedInBackground(String model, String kind, Tier tier, RequestOutcome.Tokens tokens);

  /** A request ended. */
  void finished(RequestOutcome outcome);
}
