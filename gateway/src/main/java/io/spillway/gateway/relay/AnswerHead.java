package io.spillway.gateway.relay;

import io.spillway.router.Tier;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the response headers say of a decision.
 *
 * @param tier where the request is served
 * @param endpoint its name there; null when there is none
 * @param reason why
 * @param queueMillis time it waited
 * @param attempts times it was sent
 */
record AnswerHead(
    Tier tier, @Nullable String endpoint, String reason, long queueMillis, int attempts) {
  private static final CharSequence TIER = HttpHeaders.createOptimized("x-spillway-tier");
  private static final CharSequence ENDPOINT = HttpHeaders.createOptimized("x-spillway-endpoint");
  private static final CharSequence REASON = HttpHeaders.createOptimized("x-spillway-reason");
  private static final CharSequence QUEUE = HttpHeaders.createOptimized("x-spillway-queue-ms");
  private static final CharSequence ATTEMPTS = HttpHeaders.createOptimized("x-spillway-attempts");
  private static final CharSequence COST = HttpHeaders.createOptimized("x-spillway-cost-usd");

  void writeTo(MultiMap headers) {
    headers.set(REASON, reason);
    headers.set(QUEUE, Long.toString(queueMillis));
    headers.set(ATTEMPTS, Integer.toString(attempts));
    if (tier != Tier.NONE) {
      headers.set(TIER, tier.label());
    }
    if (endpoint != null) {
      headers.set(ENDPOINT, endpoint);
    }
  }

  /** Writes what an answer cost; a cost that is unknown is not written. */
  static void writeCost(MultiMap headers, double usd) {
    if (!Double.isNaN(usd)) {
      headers.set(COST, String.format(Locale.ROOT, "%.8f", usd));
    }
  }
}
