package io.spillway.router;

/** One request's place in a pool's queue. */
public final class Ticket {
  private final long number;
  private final RoutingRequest request;

  Ticket(long number, RoutingRequest request) {
    this.number = number;
    this.request = request;
  }

  /** Arrival order within its pool. */
  public long number() {
    return number;
  }

  /** The request that waits. */
  public RoutingRequest request() {
    return request;
  }
}
