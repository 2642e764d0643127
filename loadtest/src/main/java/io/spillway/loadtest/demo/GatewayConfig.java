package io.spillway.loadtest.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The gateway's configuration in the demo.
 *
 * @param port for clients
 * @param adminPort for the demo itself
 * @param pods their addresses
 * @param targetUrl of the pay-per-second target, without {@code /v1}
 */
record GatewayConfig(int port, int adminPort, List<String> pods, String targetUrl) {
  /** The one model. */
  static final String MODEL = "llama-3.1-8b";

  /** The overflow target's name. */
  static final String TARGET = "rented";

  /** Requests a pod may have at once; few, so that a small machine can show a full fleet. */
  static final int SLOTS_PER_POD = 8;

  /** Requests the target takes at once. */
  static final int TARGET_CONCURRENCY = 64;

  /** Completions before a pod may serve. */
  static final int WARMUP_PROMPTS = 3;

  /** What things cost. */
  static final Prices PRICES = new Prices(1.64, 0.00076, SLOTS_PER_POD);

  String url() {
    return "http://127.0.0.1:" + port;
  }

  String adminUrl() {
    return "http://127.0.0.1:" + adminPort;
  }

  String yaml() {
    String endpoints =
        pods.stream().map(url -> "\"" + url + "\"").collect(Collectors.joining(", ", "[ ", " ]"));
    return """
    server:
      host: 127.0.0.1
      port: %d
      drain: { delay: 1s, limit: 30s }
    admin: { host: 127.0.0.1, port: %d }
    models:
      - name: %s
        objective: { timeToFirstToken: 2s }
        queue: { max: 100, maxWait: 20s }
        selfHosted:
          engine: vllm
          endpoints: %s
          concurrencyPerPod: %d
          price: { usdPerGpuHour: %s, gpusPerPod: 1 }
          warmup: { prompts: %d, firstTokenWithin: 3s, rampUp: 4s }
          metricsEvery: 1s
        overflow:
          - name: %s
            type: openai
            url: "%s/v1"
            concurrency: %d
            price: { usdPerSecond: %s, requestsPerWorker: %d }
        scaling: { mode: recommend, min: 1, max: 10 }
    """
        .formatted(
            port,
            adminPort,
            MODEL,
            endpoints,
            SLOTS_PER_POD,
            plain(PRICES.usdPerPodHour()),
            WARMUP_PROMPTS,
            TARGET,
            targetUrl,
            TARGET_CONCURRENCY,
            plain(PRICES.usdPerWorkerSecond()),
            PRICES.requestsPerWorker());
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
