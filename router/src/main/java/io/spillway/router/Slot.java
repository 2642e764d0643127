package io.spillway.router;

import org.jspecify.annotations.Nullable;

/** One request's place on a pod, from selection to the end of the request. */
public final class Slot {
  private final EndpointId endpoint;
  private final long takenNanos;
  private final double meterAtStart;
  private final @Nullable Assignment assignment;
  private boolean released;

  /** A place on something whose load is not kept. */
  Slot(EndpointId endpoint, long takenNanos, double meterAtStart) {
    this(endpoint, takenNanos, meterAtStart, null);
  }

  Slot(EndpointId endpoint, long takenNanos, double meterAtStart, @Nullable Assignment assignment) {
    this.endpoint = endpoint;
    this.takenNanos = takenNanos;
    this.meterAtStart = meterAtStart;
    this.assignment = assignment;
  }

  /** The pod it is on. */
  public EndpointId endpoint() {
    return endpoint;
  }

  /** When it was taken. */
  public long takenNanos() {
    return takenNanos;
  }

  /** Its part of the pod's load. */
  Assignment assignment() {
    if (assignment == null) {
      throw new IllegalStateException("slot on " + endpoint + ", which is no pod");
    }
    return assignment;
  }

  double meterAtStart() {
    return meterAtStart;
  }

  /** Marks it released; a second release breaks the pool's contract. */
  void markReleased() {
    if (released) {
      throw new IllegalStateException("slot on " + endpoint + " released twice");
    }
    released = true;
  }
}
