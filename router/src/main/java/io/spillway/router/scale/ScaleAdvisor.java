package io.spillway.router.scale;

import java.util.ArrayDeque;

/**
 * Recommends a number of pods from demand: the highest demand of the last minute over the target
 * per pod, rounded up. Going up follows demand at once; going down waits until the whole window is
 * low. Pods on their way count as supply, so the same deficit is never answered twice.
 */
public final class ScaleAdvisor {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final ArrayDeque<Sample> window = new ArrayDeque<>();
  private ScaleConfig config;

  private record Sample(long nanos, int demand) {}

  /** An advisor that has seen nothing yet. */
  public ScaleAdvisor(ScaleConfig config) {
    this.config = config;
  }

  /** Takes new bounds. */
  public void configure(ScaleConfig newConfig) {
    config = newConfig;
  }

  /**
   * Takes the demand of this moment.
   *
   * @param ready pods that serve
   * @param comingUp pods on their way
   */
  public ScaleAdvice advise(Demand demand, int ready, int comingUp, long nowNanos) {
    while (!window.isEmpty() && window.peekFirst().nanos() <= nowNanos - WINDOW_NANOS) {
      window.removeFirst();
    }
    // Only a sample that no later one exceeds can ever be the highest of a window.
    while (!window.isEmpty() && window.peekLast().demand() <= demand.total()) {
      window.removeLast();
    }
    window.addLast(new Sample(nowNanos, demand.total()));
    int highest = window.getFirst().demand();
    int wanted = (highest + config.targetPerPod() - 1) / config.targetPerPod();
    int desired = Math.clamp(wanted, config.min(), config.max());
    return new ScaleAdvice(
        desired, ready, comingUp, highest, reason(highest, wanted, desired, ready, comingUp));
  }

  private String reason(int highest, int wanted, int desired, int ready, int comingUp) {
    var text = new StringBuilder();
    text.append("demand up to ").append(highest).append(" requests in the last minute, ");
    text.append(config.targetPerPod()).append(" per pod: ").append(wanted);
    if (wanted < desired) {
      text.append(", raised to the minimum ").append(desired);
    } else if (wanted > desired) {
      text.append(", held at the maximum ").append(desired);
    }
    text.append("; ").append(ready).append(" ready");
    if (comingUp > 0) {
      text.append(", ").append(comingUp).append(" on the way");
    }
    if (desired > ready && desired <= ready + comingUp) {
      text.append(", which is enough: nothing to add");
    }
    return text.toString();
  }
}
