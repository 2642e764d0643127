package io.spillway.gateway.config;

/** What runs in a pod: decides how its health and its metrics are read. */
public enum EngineType {
  VLLM("vllm"),
  SGLANG("sglang"),
  TGI("tgi"),
  LLAMACPP("llamacpp"),
  TRTLLM("trtllm"),
  /** Anything that speaks the OpenAI API; nothing beyond that is assumed. */
  OPENAI("openai");

  private final String label;

  EngineType(String label) {
    this.label = label;
  }

  /** True when it can be asked to go on with the last message of a chat. */
  boolean goesOnWithMessages() {
    return switch (this) {
      case VLLM, SGLANG, LLAMACPP -> true;
      case TGI, TRTLLM, OPENAI -> false;
    };
  }

  /** The name in the configuration. */
  public String label() {
    return label;
  }
}
