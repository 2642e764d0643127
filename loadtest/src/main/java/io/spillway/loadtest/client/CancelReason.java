package io.spillway.loadtest.client;

/** Why the generator gave a request up. */
public enum CancelReason {
  /** As many requests as allowed were in flight, so it was not sent. */
  IN_FLIGHT_BOUND,
  /** The run was stopped. */
  STOPPED
}
