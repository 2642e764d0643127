package io.spillway.router;

import org.jspecify.annotations.Nullable;

/** One request's place in a pool's queue. */
public final class Ticket {
  private final long number;
  private final RoutingRequest request;
  private final double charge;
  private long waitUntilNanos;
  private boolean extended;

  /**
   * The full pod it waits for: the only one that may serve it, or one that is worth the wait though
   * others have room. Null when it takes what comes.
   */
  @Nullable Pod waitsFor;

  /** When it was last compared with the pods. */
  long comparedNanos;

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
