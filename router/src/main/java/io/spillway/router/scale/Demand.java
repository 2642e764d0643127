package io.spillway.router.scale;

/**
 * What users want of a model at one moment, in requests.
 *
 * @param inFlight on own pods
 * @param waiting in the gateway's queue
 * @param spilled on overflow targets
 */
public record Demand(int inFlight, int waiting, int spilled) {
  /** All of it. */
  public int total() {
    return inFlight + waiting + spilled;
  }
}
