package io.spillway.gateway.config;

/** How an overflow target is spoken to. */
public enum TargetType {
  /** Any endpoint of the OpenAI API. */
  OPENAI("openai", true),
  MODAL_SERVER("modal-server", false),
  RUNPOD_QUEUE("runpod-queue", false);

  private final String label;
  private final boolean available;

  TargetType(String label, boolean available) {
    this.label = label;
    this.available = available;
  }

  /** The name in the configuration. */
  public String label() {
    return label;
  }

  /** Whether this version can use it; a configuration that names another is refused. */
  public boolean available() {
    return available;
  }
}
