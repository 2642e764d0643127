package io.spillway.gateway.config;

/** What an overflow target costs, in the unit it bills. */
public sealed interface TargetPrice {
  /**
   * Billed by tokens.
   *
   * @param usdPerMTokIn dollars for a million prompt tokens
   * @param usdPerMTokOut dollars for a million generated tokens
   */
  record PerToken(double usdPerMTokIn, double usdPerMTokOut) implements TargetPrice {}

  /**
   * Billed by the time a worker is up.
   *
   * @param usdPerSecond dollars for one second of one worker
   * @param requestsPerWorker requests that share a worker; at least 1
   */
  record PerSecond(double usdPerSecond, int requestsPerWorker) implements TargetPrice {}

  /** Not known. Unknown is not free: it is not counted as zero dollars. */
  record Unpriced() implements TargetPrice {}
}
