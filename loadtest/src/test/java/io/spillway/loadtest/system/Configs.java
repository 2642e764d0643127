package io.spillway.loadtest.system;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Configurations of gateways before a {@link Fleet}. */
final class Configs {
  private Configs() {}

  /** Model {@code m} on these pods, quick to warm up; any free ports. */
  static String pods(String urls) {
    return pods(urls, "");
  }

  /**
   * The same.
   *
   * @param more lines of the model's section, indented by four
   */
  static String pods(String urls, String more) {
    return server("drain: { delay: 0s, limit: 5s }") + model(urls, 32) + more;
  }

  /** The sections before {@code models}. */
  static String server(String more) {
    return """
    server: { host: 127.0.0.1, port: 0, secret: 0123456789abcdef0123456789abcdef, %s }
    admin: { port: 0 }
    models:
    """
        .formatted(more);
  }

  /** The section of a tenant who has a key. */
  static String tenant(String key) {
    return "tenants: [ { name: clinic, keys: [ \"sha256:%s\" ] } ]\n".formatted(sha256(key));
  }

  /** A key's hash, as it stands in a configuration. */
  static String sha256(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The section of model {@code m}. */
  static String model(String urls, int concurrency) {
    return """
      - name: m
        selfHosted:
          endpoints: %s
          concurrencyPerPod: %d
          warmup: { prompts: 2, firstTokenWithin: 3s, rampUp: 0s }
          metricsEvery: 200ms
    """
        .formatted(urls, concurrency);
  }
}
