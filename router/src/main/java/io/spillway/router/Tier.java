package io.spillway.router;

/** Where a request was served. */
public enum Tier implements Labeled {
  SELF_HOSTED("self-hosted"),
  OVERFLOW("overflow"),
  NONE("none");

  private final String label;

  Tier(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
