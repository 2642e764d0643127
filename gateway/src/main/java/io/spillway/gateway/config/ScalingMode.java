package io.spillway.gateway.config;

/** What happens with the replica count. */
public enum ScalingMode {
  /** It is not computed. */
  OFF("off", true),
  /** It is published for others to act on. */
  RECOMMEND("recommend", true),
  /** The gateway sets it itself. */
  DIRECT("direct", false);

  private final String label;
  private final boolean available;

  ScalingMode(String label, boolean available) {
    this.label = label;
    this.available = available;
  }

  /** The name in the configuration. */
  public String label() {
    return label;
  }

  /** Whether this version can do it; a configuration that names another is refused. */
  public boolean available() {
    return available;
  }
}
