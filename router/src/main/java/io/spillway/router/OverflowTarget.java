package io.spillway.router;

/**
 * One overflow target: how many requests it has, and whether it wants more now.
 *
 * <p>A plain object guarded by its owner's lock. After a refusal it cools down for as long as the
 * target asked, 1 to 300 s; each refusal in a row doubles the time when it did not ask.
 */
public final class OverflowTarget {
  private static final double PRIOR_FIRST_TOKEN_SECONDS = 1;
  private static final long SECOND = 1_000_000_000L;
  private static final int COOLDOWN_SECONDS_MAX = 300;

  private final EndpointId id;
  private final Pace pace = new Pace(PRIOR_FIRST_TOKEN_SECONDS);
  private final CostMeter meter;
  private int concurrency;
  private int inFlight;
  private int refusals;
  private long coolUntilNanos = Long.MIN_VALUE;

  /**
   * A target that nothing runs on.
   *
   * @param concurrency requests it may have at once, &gt; 0
   * @param usdPerSecond price of one busy worker; 0 when it is priced otherwise
   * @param requestsPerWorker requests one worker serves at once
   */
  public OverflowTarget(
      EndpointId id, int concurrency, double usdPerSecond, int requestsPerWorker, long nowNanos) {
    this.id = id;
    this.concurrency = concurrency;
    this.meter = new CostMeter(usdPerSecond, requestsPerWorker, false, nowNanos);
  }

  /** The target's name. */
  public EndpointId id() {
    return id;
  }

  /** Takes a new concurrency limit. */
  public void configure(int newConcurrency) {
    concurrency = newConcurrency;
  }

  /** What placement sees. */
  public TargetView view(long nowNanos) {
    int free = nowNanos < coolUntilNanos ? 0 : Math.max(0, concurrency - inFlight);
    return new TargetView(
        id, free, pace.overheadSeconds(nowNanos), 1 / pace.tokensPerSecond(nowNanos));
  }

  /**
   * Takes a place.
   *
   * @return the place, or null when it is full or cooling down
   */
  public @org.jspecify.annotations.Nullable Slot tryAcquire(long nowNanos) {
    if (view(nowNanos).free() == 0) {
      return null;
    }
    double reading = meter.read(nowNanos, inFlight + 1);
    inFlight++;
    return new Slot(id, nowNanos, reading);
  }

  /**
   * Gives a place back.
   *
   * @return the request's share of the workers' price, in dollars
   */
  public double release(Slot slot, long nowNanos) {
    slot.markReleased();
    inFlight--;
    return meter.read(nowNanos, inFlight) - slot.meterAtStart();
  }

  /**
   * Learns of one first token; ends a row of refusals.
   *
   * @param promptTokens of the prompt
   * @param seconds from dispatch to the first token
   */
  public void firstToken(int promptTokens, double seconds, long nowNanos) {
    pace.firstToken(promptTokens, seconds, nowNanos);
    refusals = 0;
  }

  /**
   * Cools down after a refusal.
   *
   * @param retryAfterSeconds what it asked for, or 0 when it did not say
   */
  public void refused(int retryAfterSeconds, long nowNanos) {
    int seconds = retryAfterSeconds > 0 ? retryAfterSeconds : 1 << Math.min(refusals, 6);
    refusals++;
    coolUntilNanos = nowNanos + Math.clamp(seconds, 1, COOLDOWN_SECONDS_MAX) * SECOND;
  }

  /** Requests on it now. */
  public int inFlight() {
    return inFlight;
  }

  /** True while it cools down after a refusal. */
  public boolean coolingDown(long nowNanos) {
    return nowNanos < coolUntilNanos;
  }
}
