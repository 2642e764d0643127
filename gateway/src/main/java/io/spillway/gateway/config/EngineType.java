package io.spillway.gateway.config;

/** What runs in a pod: decides how its health, metrics and errors are read. */
public enum EngineType {
  VLLM("vllm", true),
  SGLANG("sglang", false),
  TGI("tgi", false),
  LLAMACPP("llamacpp", false),
  TRTLLM("trtllm", false),
  /** Anything that speaks the OpenAI API; nothing beyond that is assumed. */
  OPENAI("openai", true);

  private final String label;
  private final boolean available;

  EngineType(String label, boolean available) {
    this.label = label;
    this.available = available;
  }

  /** The name in the configuration. */
  public String label() {
    return label;
  }

  /** Whether this version can drive it; a configuration that names another is refused. */
  public boolean available() {
    return available;
  }
}
