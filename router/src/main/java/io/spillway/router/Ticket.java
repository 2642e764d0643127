package io.spillway.router;

/** One request's place in a pool's queue. */
public final class Ticket {
  private final long number;
  private final RoutingRequest request;
  private final double charge;
  private long waitUntilNanos;
  private boolean extended;

  /** True when it could have had a slot and would have lost by it. */
  boolean waitsByChoice;

  Ticket(long number, RoutingRequest request) {
    this.number = number;
    this.request = request;
    this.charge = AttainedService.expected(request.prompt());
    this.waitUntilNanos = request.terms().waitUntilNanos();
  }

  /** The order in which tickets were drawn in its pool. */
  public long number() {
    return number;
  }

  /** The request that waits. */
  public RoutingRequest request() {
    return request;
  }

  /** The moment at which its waiting ends: its request's, unless that was extended. */
  public long waitUntilNanos() {
    return waitUntilNanos;
  }

  /** What its tenant is charged when it is served. */
  double charge() {
    return charge;
  }

  /** Whether its waiting was extended before, and cannot be again. */
  boolean extended() {
    return extended;
  }

  /** Moves the end of its waiting; for the line, which keeps tickets in the order of it. */
  void extend(long newWaitUntilNanos) {
    waitUntilNanos = newWaitUntilNanos;
    extended = true;
  }
}
