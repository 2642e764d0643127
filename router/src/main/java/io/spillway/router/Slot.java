package io.spillway.router;

/** One request's place on a pod, from selection to the end of the request. */
public final class Slot {
  private final EndpointId endpoint;
  private final long takenNanos;
  private final double meterAtStart;
  private boolean released;

  Slot(EndpointId endpoint, long takenNanos, double meterAtStart) {
    this.endpoint = endpoint;
    this.takenNanos = takenNanos;
    this.meterAtStart = meterAtStart;
  }

  /** The pod it is on. */
  public EndpointId endpoint() {
    return endpoint;
  }

  /** When it was taken. */
  public long takenNanos() {
    return takenNanos;
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
