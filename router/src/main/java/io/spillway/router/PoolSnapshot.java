package io.spillway.router;

import io.spillway.router.health.Health;
import java.util.List;

/**
 * A pool at one moment, for metrics and pages.
 *
 * @param endpoints every pod that is known or still serves
 * @param waiting requests in the queue
 * @param inFlight requests on pods
 * @param capacity slots of the pods that admit
 * @param memory what is remembered
 */
public record PoolSnapshot(
    List<Endpoint> endpoints, int waiting, int inFlight, int capacity, Memory memory) {
  /**
   * One pod.
   *
   * @param slots requests it may serve now, 0 when it does not admit
   * @param health how it stands with the requests it had
   * @param load what it has to do, and how fast it is
   */
  public record Endpoint(
      EndpointId id,
      boolean admits,
      boolean comingUp,
      int inFlight,
      int slots,
      Health health,
      Load load) {}

  /**
   * What one pod has to do, and how fast it is.
   *
   * @param others requests of other gateways there; 0 when unknown
   * @param promptTokens of prompts sent there and not computed yet
   * @param outputTokens that the answers in flight are expected to have
   * @param tokensPerSecond prompt tokens computed per second
   * @param overheadSeconds to the first token of an empty prompt
   * @param secondsPerToken between two tokens of an answer
   * @param cacheTrust share of the tokens believed to be cached that were, 0 to 1
   */
  public record Load(
      double others,
      double promptTokens,
      double outputTokens,
      double tokensPerSecond,
      double overheadSeconds,
      double secondsPerToken,
      double cacheTrust) {}

  /**
   * What is remembered.
   *
   * @param sessions whose place is known
   * @param prefixBlocks blocks of prompts that pods were sent
   * @param bytes of both
   */
  public record Memory(int sessions, int prefixBlocks, long bytes) {}

  public PoolSnapshot {
    endpoints = List.copyOf(endpoints);
  }

  /** Pods that take requests. */
  public int ready() {
    return (int) endpoints.stream().filter(Endpoint::admits).count();
  }

  /** Pods that will take requests soon. */
  public int comingUp() {
    return (int) endpoints.stream().filter(Endpoint::comingUp).count();
  }

  /** Requests in flight or waiting per slot; unbounded above, 0 for an idle or empty pool. */
  public double saturation() {
    return capacity == 0 ? (waiting > 0 ? 1 : 0) : (inFlight + waiting) / (double) capacity;
  }
}
