package io.spillway.gateway.engine;

import java.time.Duration;

/**
 * How often a pod is scraped, and what one scrape may take.
 *
 * @param interval from the start of one scrape to the start of the next
 * @param connect until there is a connection
 * @param total until the last byte
 * @param bytesMax bytes of the body
 */
record ScrapeLimits(Duration interval, Duration connect, Duration total, int bytesMax) {
  static ScrapeLimits every(Duration interval) {
    return new ScrapeLimits(
        interval, Duration.ofSeconds(1), Duration.ofSeconds(5), MetricsText.BYTES_MAX);
  }
}
