package io.spillway.gateway.fleet;

import io.spillway.gateway.config.TargetConfig;
import io.spillway.gateway.config.TargetPrice;
import io.spillway.router.EndpointId;
import io.spillway.router.OverflowTarget;
import io.spillway.router.Slot;
import io.spillway.router.TargetView;
import org.jspecify.annotations.Nullable;

/** One overflow target at run time: the router's counts behind a lock of their own. */
public final class Target {
  private final TargetConfig config;
  private final Address address;
  private final OverflowTarget counts;

  Target(TargetConfig config, long nowNanos) {
    this.config = config;
    this.address = Address.of(config.url(), config.key(), config.model());
    double usdPerSecond = 0;
    int requestsPerWorker = 1;
    if (config.price() instanceof TargetPrice.PerSecond price) {
      usdPerSecond = price.usdPerSecond();
      requestsPerWorker = price.requestsPerWorker();
    }
    this.counts =
        new OverflowTarget(
            new EndpointId(config.name()),
            config.concurrency(),
            usdPerSecond,
            requestsPerWorker,
            nowNanos);
  }

  /** Its name. */
  public EndpointId id() {
    return counts.id();
  }

  /** What the configuration says of it. */
  public TargetConfig config() {
    return config;
  }

  /** Where it is. */
  public Address address() {
    return address;
  }

  synchronized TargetView view(long nowNanos) {
    return counts.view(nowNanos);
  }

  /** Takes a place, or null when it is full or cooling down. */
  synchronized @Nullable Slot tryAcquire(long nowNanos) {
    return counts.tryAcquire(nowNanos);
  }

  /** Gives a place back; the request's share of the workers' price in dollars. */
  synchronized double release(Slot slot, long nowNanos) {
    return counts.release(slot, nowNanos);
  }

  /**
   * Learns of one first token.
   *
   * @param seconds from dispatch to the first token
   */
  synchronized void firstToken(int promptTokens, double seconds, long nowNanos) {
    counts.firstToken(promptTokens, seconds, nowNanos);
  }

  /** Cools down after a refusal; {@code retryAfterSeconds} is 0 when it did not say. */
  synchronized void refused(int retryAfterSeconds, long nowNanos) {
    counts.refused(retryAfterSeconds, nowNanos);
  }

  /** The target at this moment. */
  synchronized TargetSnapshot snapshot(long nowNanos) {
    TargetView view = counts.view(nowNanos);
    String state =
        counts.coolingDown(nowNanos) ? "cooling_down" : view.free() == 0 ? "full" : "available";
    return new TargetSnapshot(
        counts.id().name(),
        counts.inFlight(),
        config.concurrency(),
        state,
        view.overheadSeconds(),
        view.secondsPerPromptToken());
  }
}
