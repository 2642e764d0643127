package io.spillway.router.health;

import io.spillway.router.Labeled;

/** How a pod stands with the requests it had. */
public enum Health implements Labeled {
  /** It takes requests. */
  WELL("well"),
  /** It takes requests, though it is an outlier: no more pods may be ejected. */
  SUSPECT("suspect"),
  /** It said that it is full, and takes nothing for a moment. */
  PAUSED("paused"),
  /** It failed where others did not, and takes nothing until its time is over. */
  EJECTED("ejected"),
  /** Its time is over, and it takes one request at a time to show whether it serves again. */
  TRIAL("trial");

  private final String label;

  Health(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
