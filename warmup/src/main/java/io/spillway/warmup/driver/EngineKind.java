package io.spillway.warmup.driver;

/** What runs in a pod, as far as a probe must know. */
public enum EngineKind {
  /** vLLM: {@code /health}, and metrics that count completions. */
  VLLM("/health"),
  /** Anything that speaks the OpenAI API; nothing beyond that is assumed. */
  OPENAI("/v1/models");

  private final String healthPath;

  EngineKind(String healthPath) {
    this.healthPath = healthPath;
  }

  String healthPath() {
    return healthPath;
  }
}
