package io.spillway.warmup.driver;

import io.vertx.core.Future;

/**
 * How a pod is asked whether it is well.
 *
 * <p>A call fails with a {@link java.net.ConnectException} when nothing listens there, and with any
 * other exception otherwise; the message is shown to people and holds no secret.
 */
public interface EngineProbe {
  /** Succeeds when the pod says that it is healthy. */
  Future<Void> health(PodTarget target);

  /** Whether the pod has completed requests since its process started. */
  Future<Boolean> servedBefore(PodTarget target);

  /**
   * Lets the pod answer one real completion.
   *
   * @param abandoned when it completes, the call ends at once, the pod's work included
   */
  Future<PromptResult> prompt(PodTarget target, Future<?> abandoned);
}
