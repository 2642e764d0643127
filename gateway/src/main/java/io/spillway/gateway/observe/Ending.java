package io.spillway.gateway.observe;

import io.spillway.router.Labeled;

/** How a request ended, as its client saw it. */
public enum Ending implements Labeled {
  /** A whole answer. */
  COMPLETE("complete"),
  /** An error by the gateway's own decision: a limit, a full queue, nothing to serve it. */
  REFUSED("refused"),
  /** An error with a true status: no attempt produced content. */
  FAILED("failed"),
  /** A declared error after the stream had begun. */
  BROKEN("broken"),
  /** The client hung up first. */
  CLIENT_GONE("client_gone");

  private final String label;

  Ending(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
