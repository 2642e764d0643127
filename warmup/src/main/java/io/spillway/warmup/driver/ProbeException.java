package io.spillway.warmup.driver;

/** A call to a pod that did not show what it should; the message says how, without a secret. */
public final class ProbeException extends Exception {
  private static final long serialVersionUID = 1;

  /** A failure that is expected of pods, and so carries no stack. */
  public ProbeException(String message) {
    super(message, null, false, false);
  }
}
