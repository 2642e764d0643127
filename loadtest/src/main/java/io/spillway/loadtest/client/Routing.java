package io.spillway.loadtest.client;

import io.vertx.core.MultiMap;

/**
 * What the gateway says about the way a request took.
 *
 * @param tier {@code self-hosted}, {@code overflow}, or empty when it says nothing
 * @param endpoint the name of the place that served it
 * @param reason why there
 * @param queueMs milliseconds it waited in the gateway
 * @param attempts places that were tried
 */
public record Routing(String tier, String endpoint, String reason, long queueMs, int attempts) {
  /** Nothing is known. */
  public static final Routing UNKNOWN = new Routing("", "", "", 0, 0);

  static Routing of(MultiMap headers) {
    return new Routing(
        text(headers, "x-spillway-tier"),
        text(headers, "x-spillway-endpoint"),
        text(headers, "x-spillway-reason"),
        number(headers, "x-spillway-queue-ms"),
        (int) number(headers, "x-spillway-attempts"));
  }

  private static String text(MultiMap headers, String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  private static long number(MultiMap headers, String name) {
    try {
      return Math.round(Double.parseDouble(text(headers, name)));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
