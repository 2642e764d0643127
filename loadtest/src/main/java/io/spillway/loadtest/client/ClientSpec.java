package io.spillway.loadtest.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom the generator talks to, and how.
 *
 * @param url of the server, with or without {@code /v1}
 * @param model asked for
 * @param key sent as a bearer token; null for none
 * @param stream whether answers are streamed
 * @param limits of the client
 * @param fields further fields of every body
 */
public record ClientSpec(
    URI url,
    String model,
    @Nullable String key,
    boolean stream,
    Limits limits,
    Map<String, Object> fields) {
  /**
   * The client's bounds.
   *
   * @param inFlightMax requests at once; one more is not sent, which is reported
   * @param timeout after which a request without an ending is lost
   */
  public record Limits(int inFlightMax, Duration timeout) {
    /** Bounds for a run on one machine. */
    public static final Limits DEFAULTS = new Limits(1000, Duration.ofMinutes(2));

    /** Checks the bounds. */
    public Limits {
      if (inFlightMax <= 0 || !timeout.isPositive()) {
        throw new IllegalArgumentException(
            "limits: %d, %s (expected: > 0)".formatted(inFlightMax, timeout));
      }
    }
  }

  /** Keeps its own copy of the fields; refuses what is not an HTTP address. */
  public ClientSpec {
    fields = Map.copyOf(fields);
    String scheme = url.getScheme();
    if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException("url: %s (expected: http://host:port)".formatted(url));
    }
  }

  /** Where chat completions are asked for. */
  String chatUri() {
    String path = url.getPath() == null ? "" : url.getPath();
    String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return (base.endsWith("/v1") ? base : base + "/v1") + "/chat/completions";
  }

  boolean tls() {
    return "https".equals(url.getScheme());
  }

  int port() {
    return url.getPort() >= 0 ? url.getPort() : tls() ? 443 : 80;
  }

  @Override
  public String toString() {
    return "ClientSpec[url=%s, model=%s, stream=%s, %s]".formatted(url, model, stream, limits);
  }
}
