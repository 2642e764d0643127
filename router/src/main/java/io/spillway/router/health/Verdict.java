package io.spillway.router.health;

import io.spillway.router.Labeled;

/** What the end of a request says about the pod it was on. */
public enum Verdict implements Labeled {
  /** The pod served it. */
  SUCCESS("success"),
  /** The pod failed: it died, answered with a server error, broke off, or produced nothing. */
  FAILURE("failure"),
  /** The pod was full and said so before it generated anything. */
  REFUSED("refused"),
  /** No connection could be made: nothing was sent. */
  UNREACHABLE("unreachable"),
  /** The request itself was at fault; says nothing about the pod. */
  CALLER("caller"),
  /** It ended for reasons of the client's or the gateway's; says nothing about the pod. */
  UNKNOWN("unknown");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
