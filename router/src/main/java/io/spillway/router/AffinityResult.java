package io.spillway.router;

/** What became of a request's session. */
public enum AffinityResult implements Labeled {
  KEPT("kept"),
  MOVED("moved"),
  SPILLED("spilled"),
  NONE("none");

  private final String label;

  AffinityResult(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
