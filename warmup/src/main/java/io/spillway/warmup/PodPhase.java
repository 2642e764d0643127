package io.spillway.warmup;

import io.spillway.router.Labeled;

/** Where a pod is in its life, as metrics, logs and pages name it. */
public enum PodPhase implements Labeled {
  /** Known, not looked at yet. */
  DISCOVERED("discovered"),
  /** Asked for its health; loading, restarting or asleep. */
  PROBING("probing"),
  /** Healthy; answers real completions that no user waits for. */
  WARMING("warming"),
  /** Takes a growing share of the requests. */
  RAMPING("ramping"),
  /** Takes its full share. */
  SERVING("serving"),
  /** Removed; takes nothing new and finishes what it has. */
  DRAINING("draining"),
  /** Removed, with nothing in flight. */
  GONE("gone"),
  /** Did not prove itself warm; left alone for a while. */
  FAILED("failed");

  private final String label;

  PodPhase(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Whether a pod in this phase may take requests. */
  public boolean admits() {
    return this == RAMPING || this == SERVING;
  }
}
