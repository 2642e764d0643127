package io.spillway.warmup.driver;

import java.time.Duration;
import java.util.Optional;

/**
 * What runs in a pod, as far as a probe must know.
 *
 * <p>While they load, vLLM, TGI and TensorRT-LLM refuse connections, llama.cpp answers 503, and
 * SGLang does first the one and then the other. To the gate this is all the same: not healthy yet.
 */
public enum EngineKind {
  /** vLLM. Its health knows only whether it is alive. */
  VLLM("/health", Bound.SHORT, "/metrics", "vllm:request_success", 0),
  /**
   * SGLang. Unless other requests prove that it works, its health generates a token, looks for it
   * once a second, and gives up after 20 s by itself. Its first request is one of its own.
   */
  SGLANG("/health", Bound.LONG, "/metrics", "sglang:num_requests", 1),
  /** Text Generation Inference. */
  TGI("/health", Bound.SHORT, "/metrics", "tgi_request_success", 0),
  /** The server of llama.cpp. It counts tokens, no requests. */
  LLAMACPP("/health", Bound.SHORT, "/metrics", "llamacpp:tokens_predicted", 0),
  /** TensorRT-LLM. Its {@code /metrics} is drained on reading, so it is left alone. */
  TRTLLM("/health", Bound.SHORT, "/prometheus/metrics", "trtllm_request_success", 0),
  /** Anything that speaks the OpenAI API; nothing beyond that is assumed. */
  OPENAI("/v1/models", Bound.SHORT, "", "", 0);

  /**
   * The counter that shows that an engine has served.
   *
   * @param path the page it is on
   * @param counter its name without {@code _total}
   * @param own what the engine counts of its own doing
   */
  record ServedSign(String path, String counter, int own) {}

  private static final class Bound {
    static final Duration SHORT = Duration.ofSeconds(2);
    static final Duration LONG = Duration.ofSeconds(22);
  }

  private final String healthPath;
  private final Duration probeTimeout;
  private final String metricsPath;
  private final String counter;
  private final int ownRequests;

  EngineKind(
      String healthPath,
      Duration probeTimeout,
      String metricsPath,
      String counter,
      int ownRequests) {
    this.healthPath = healthPath;
    this.probeTimeout = probeTimeout;
    this.metricsPath = metricsPath;
    this.counter = counter;
    this.ownRequests = ownRequests;
  }

  /** Time a health probe may take before its silence says that the engine is ill. */
  public Duration probeTimeout() {
    return probeTimeout;
  }

  String healthPath() {
    return healthPath;
  }

  /** How it shows that it has served; empty when it does not. */
  Optional<ServedSign> servedSign() {
    return counter.isEmpty()
        ? Optional.empty()
        : Optional.of(new ServedSign(metricsPath, counter, ownRequests));
  }
}
