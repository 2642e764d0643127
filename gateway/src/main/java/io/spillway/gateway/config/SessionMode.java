package io.spillway.gateway.config;

/** What a request does when its session's pod is full. */
public enum SessionMode {
  /** Moves when staying costs more time than the cache saves. */
  PREFER("prefer"),
  /** Waits for the pod; goes elsewhere only when the pod is gone. */
  STRICT("strict");

  private final String label;

  SessionMode(String label) {
    this.label = label;
  }

  /** The name in the configuration. */
  public String label() {
    return label;
  }
}
