package io.spillway.router;

/**
 * Shares a machine's price per second among the requests it serves at each moment.
 *
 * <p>The meter integrates {@code rate / requests in flight} over time; a request's share is the
 * difference of two readings. While nothing is in flight the price goes to {@code idle}. Every
 * dollar of the machine is thus attributed once.
 */
final class CostMeter {
  private final double usdPerSecond;
  private final int requestsPerWorker;
  private final boolean paidWhileIdle;
  private double share;
  private double idleUsd;
  private int inFlight;
  private long sinceNanos;

  /**
   * A meter of a machine.
   *
   * @param usdPerSecond price of one worker
   * @param requestsPerWorker requests after which another worker is paid; a pod has one worker
   * @param paidWhileIdle true for own pods; false where an idle worker costs nothing
   */
  CostMeter(double usdPerSecond, int requestsPerWorker, boolean paidWhileIdle, long nowNanos) {
    this.usdPerSecond = usdPerSecond;
    this.requestsPerWorker = requestsPerWorker;
    this.paidWhileIdle = paidWhileIdle;
    this.sinceNanos = nowNanos;
  }

  /** Brings the meter to now with the in-flight count that held until now; then sets the new. */
  double read(long nowNanos, int newInFlight) {
    double seconds = Math.max(0, nowNanos - sinceNanos) / 1e9;
    if (inFlight > 0) {
      int workers = Math.ceilDiv(inFlight, requestsPerWorker);
      share += seconds * usdPerSecond * workers / inFlight;
    } else if (paidWhileIdle) {
      idleUsd += seconds * usdPerSecond;
    }
    sinceNanos = nowNanos;
    inFlight = newInFlight;
    return share;
  }

  /** Dollars paid while nothing was in flight, since the last call. */
  double takeIdleUsd(long nowNanos) {
    read(nowNanos, inFlight);
    double taken = idleUsd;
    idleUsd = 0;
    return taken;
  }
}
