package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.EngineProfile;
import io.spillway.loadtest.engine.model.EngineScheduler;
import io.spillway.loadtest.engine.model.FinishReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one life of an engine has counted, also as vLLM's metrics page. */
final class EngineMetrics {
  private static final double MILLIS_PER_SECOND = 1000;

  private final EngineOptions options;
  private final double startedSeconds;
  private final Map<FinishReason, Long> finished = new EnumMap<>(FinishReason.class);
  private final Histogram firstToken =
      new Histogram(
          0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20,
          40, 80, 160, 640, 2560);
  private final Histogram interToken =
      new Histogram(
          0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40,
          80);
  private long promptTokens;
  private long cachedTokens;
  private long generatedTokens;
  private long wastedTokens;
  private long abandonedTokens;

  EngineMetrics(EngineOptions options, long startedMillis) {
    this.options = options;
    this.startedSeconds = startedMillis / MILLIS_PER_SECOND;
  }

  void firstToken(double seconds, int prompt, int cached) {
    firstToken.record(seconds);
    promptTokens += prompt;
    cachedTokens += cached;
    generatedTokens++;
  }

  void nextToken(double seconds) {
    interToken.record(seconds);
    generatedTokens++;
  }

  void wasted() {
    wastedTokens++;
  }

  void abandoned(long tokens) {
    abandonedTokens += tokens;
  }

  void finished(FinishReason reason) {
    finished.merge(reason, 1L, Long::sum);
  }

  EngineCounters counters(EngineScheduler scheduler, int connections) {
    return new EngineCounters(
        scheduler.running(),
        scheduler.waiting(),
        promptTokens,
        cachedTokens,
        generatedTokens,
        wastedTokens,
        abandonedTokens,
        finished,
        scheduler.preemptions(),
        connections);
  }

  /** The metrics page. */
  String text(EngineScheduler scheduler, List<String> adapters, boolean asleep) {
    Wire wire = options.behaviour().wire();
    int engines = wire.number(Trait.METRICS_ENGINES);
    long answered =
        finished.getOrDefault(FinishReason.STOP, 0L)
            + finished.getOrDefault(FinishReason.LENGTH, 0L);
    var counts = new MetricsPages.Counts(answered, promptTokens, generatedTokens);
    String page =
        switch (wire.text(Trait.METRICS)) {
          case "sglang" -> MetricsPages.sglang(scheduler, counts, engines);
          case "tgi" -> MetricsPages.tgi(scheduler, counts);
          case "llamacpp" -> MetricsPages.llamacpp(scheduler, counts);
          case "trtllm" -> MetricsPages.trtllm(scheduler, counts);
          case "vllm-old" -> vllm(scheduler, asleep, true) + lora(adapters);
          default -> vllm(scheduler, asleep, false) + lora(adapters);
        };
    String own = "simulator:wasted_tokens_total " + (double) wastedTokens + "\n";
    return (wire.is(Trait.METRICS_GARBAGE, "yes") ? MetricsPages.garbage() : "") + page + own;
  }

  /** All adapters count as in use: vLLM writes one series for each set that ever was. */
  private static String lora(List<String> adapters) {
    if (adapters.isEmpty()) {
      return "";
    }
    return "vllm:lora_requests_info{max_lora=\"%d\",running_lora_adapters=\"%s\",waiting_lora_adapters=\"\"} %s\n"
        .formatted(
            adapters.size(),
            String.join(",", adapters),
            System.currentTimeMillis() / MILLIS_PER_SECOND);
  }

  private String vllm(EngineScheduler scheduler, boolean asleep, boolean old) {
    int engines = options.behaviour().wire().number(Trait.METRICS_ENGINES);
    var page = new Page(options.model());
    page.type("num_requests_running", "gauge");
    page.type("num_requests_waiting", "gauge");
    for (int engine = 0; engine < engines; engine++) {
      int running = MetricsPages.share(scheduler.running(), engine, engines);
      int waiting = MetricsPages.share(scheduler.waiting(), engine, engines);
      page.ofEngine(engine, "num_requests_running", running);
      page.ofEngine(engine, "num_requests_waiting", waiting);
    }
    page.gauge(old ? "gpu_cache_usage_perc" : "kv_cache_usage_perc", scheduler.kvUsage());
    String cache = old ? "gpu_prefix_cache" : "prefix_cache";
    page.counter(cache + "_queries_total", scheduler.prefixQueries());
    page.counter(cache + "_hits_total", scheduler.prefixHits());
    page.counter("prompt_tokens_total", promptTokens);
    page.counter("generation_tokens_total", generatedTokens);
    page.counter("num_preemptions_total", scheduler.preemptions());
    page.type("request_success_total", "counter");
    for (FinishReason reason : FinishReason.values()) {
      String label = "finished_reason=\"" + reason.label() + "\",";
      page.sample("request_success_total", label, (double) finished.getOrDefault(reason, 0L));
    }
    page.histogram("time_to_first_token_seconds", firstToken);
    page.histogram(
        old ? "time_per_output_token_seconds" : "inter_token_latency_seconds", interToken);
    if (!old) {
      page.type("engine_sleep_state", "gauge");
      page.state("awake", !asleep);
      page.state("weights_offloaded", asleep);
      page.state("discard_all", false);
    }
    page.raw(
        "vllm:cache_config_info{block_size=\"%d\",cache_dtype=\"auto\",enable_prefix_caching=\"True\",engine=\"0\",num_gpu_blocks=\"%d\"} 1.0\n"
            .formatted(EngineProfile.BLOCK_TOKENS, options.profile().limits().kvBlocks()));
    page.raw("# TYPE process_start_time_seconds gauge\n");
    page.raw("process_start_time_seconds " + startedSeconds + "\n");
    return page.text();
  }

  /** A metrics page being written; label names stand in the order of the alphabet. */
  private static final class Page {
    private static final String ENGINE = "engine=\"0\"";
    private final StringBuilder out = new StringBuilder(8192);
    private final String model;

    Page(String model) {
      String escaped = model.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      this.model = "model_name=\"" + escaped + "\"";
    }

    void gauge(String name, double value) {
      type(name, "gauge");
      sample(name, "", value);
    }

    void ofEngine(int engine, String name, int value) {
      out.append("vllm:").append(name).append("{engine=\"").append(engine).append("\",");
      out.append(model).append("} ").append((double) value).append('\n');
    }

    void counter(String name, long value) {
      type(name, "counter");
      sample(name, "", (double) value);
    }

    void histogram(String name, Histogram histogram) {
      type(name, "histogram");
      histogram.append(out, "vllm:" + name, ENGINE, model);
    }

    void state(String state, boolean holds) {
      out.append("vllm:engine_sleep_state{").append(ENGINE).append(',').append(model);
      out.append(",sleep_state=\"").append(state).append("\"} ").append(holds ? 1.0 : 0.0);
      out.append('\n');
    }

    void type(String name, String type) {
      out.append("# TYPE vllm:").append(name).append(' ').append(type).append('\n');
    }

    void sample(String name, String label, double value) {
      out.append("vllm:").append(name).append('{').append(ENGINE).append(',').append(label);
      out.append(model).append("} ").append(value).append('\n');
    }

    void raw(String line) {
      out.append(line);
    }

    String text() {
      return out.toString();
    }
  }
}
