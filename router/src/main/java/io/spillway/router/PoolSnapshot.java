package io.spillway.router;

import io.spillway.router.health.Health;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pool at one moment, for metrics and pages.
 *
 * @param endpoints every pod that is known or still serves
 * @param line requests in the queue
 * @param inFlight requests on pods
 * @param capacity slots of the pods that admit
 * @param memory what is remembered
 */
public record PoolSnapshot(
    List<Endpoint> endpoints, Line line, int inFlight, int capacity, Memory memory) {
  /**
   * One pod.
   *
   * @param slots requests it may serve now, 0 when it does not admit
   * @param health how it stands with the requests it had
   * @param load what it has to do, and how fast it is
   * @param adapters what it serves besides the model
   */
  public record Endpoint(
      EndpointId id,
      boolean admits,
      boolean comingUp,
      int inFlight,
      int slots,
      Health health,
      Load load,
      Adapters adapters) {}

  /**
   * LoRA adapters of one pod.
   *
   * @param served those it may be asked for; null when unknown
   * @param loaded those it has loaded; null when unknown
   */
  public record Adapters(@Nullable Set<String> served, @Nullable Set<String> loaded) {}

  /**
   * What one pod has to do, and how fast it is.
   *
   * @param others requests of other gateways there; 0 when unknown
   * @param promptTokens work on prompts sent there that is left, in tokens of a short prompt
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
   * The requests that wait.
   *
   * @param classes one for each priority, the most urgent first
   * @param firstDeadlineNanos when the first of them expires; {@code Long.MAX_VALUE} when none
   *     waits
   */
  public record Line(List<Waiting> classes, long firstDeadlineNanos) {
    /**
     * Those of one priority.
     *
     * @param tenants whose requests they are
     */
    public record Waiting(Priority priority, int requests, int tenants) {}

    public Line {
      classes = List.copyOf(classes);
    }

    int size() {
      return classes.stream().mapToInt(Waiting::requests).sum();
    }
  }

  /**
   * What is remembered.
   *
   * @param sessions whose place is known; those that are too old may still be among them
   * @param sessionsMax bound on them
   * @param prefixBlocks blocks of prompts that pods were sent
   * @param bytes of both
   */
  public record Memory(int sessions, int sessionsMax, int prefixBlocks, long bytes) {}

  public PoolSnapshot {
    endpoints = List.copyOf(endpoints);
  }

  /** Requests that wait. */
  public int waiting() {
    return line.size();
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
    int waiting = waiting();
    return capacity == 0 ? (waiting > 0 ? 1 : 0) : (inFlight + waiting) / (double) capacity;
  }
}
