package io.spillway.router;

/** How urgent a request is: of those that wait, a more urgent class always goes first. */
public enum Priority implements Labeled {
  /** Somebody is looking at a screen. */
  INTERACTIVE("interactive"),
  /** Nothing was said. */
  DEFAULT("default"),
  /** Work that may as well be done later; it may be put back before its first token. */
  BULK("bulk");

  private final String label;

  Priority(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
