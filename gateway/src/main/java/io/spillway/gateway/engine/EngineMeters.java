package io.spillway.gateway.engine;

/**
 * Reads vLLM's metrics under the names of all its versions.
 *
 * <p>Where a version shows a meter under its old and its new name, the new one counts.
 */
public final class VllmMetrics {
  private static final String PREFIX = "vllm:";

  private final Tally running = new Tally();
  private final Tally waiting = new Tally();
  private final Tally kvUsage = new Tally();
  private final Tally oldKvUsage = new Tally();
  private final Tally completions = new Tally();
  private final Tally prefixHits = new Tally();
  private final Tally oldPrefixHits = new Tally();
  private final Tally prefixQueries = new Tally();
  private final Tally oldPrefixQueries = new Tally();
  private final Tally processStart = new Tally();
  private Sleep sleep = Sleep.UNKNOWN;

  private VllmMetrics() {}

  /** What the text says; {@link EngineSample#UNKNOWN} for one that is too long. */
  public static EngineSample read(byte[] text) {
    var metrics = new VllmMetrics();
    return MetricsText.read(text, metrics::add) ? metrics.sample() : EngineSample.UNKNOWN;
  }

  private void add(MetricSample sample) {
    if (sample.named("process_start_time_seconds")) {
      processStart.add(sample.value());
    }
    if (!sample.nameStartsWith(PREFIX)) {
      return;
    }
    if (sample.named("vllm:num_requests_running")) {
      running.add(sample.value());
    } else if (sample.named("vllm:num_requests_waiting")) {
      waiting.add(sample.value());
    } else if (sample.named("vllm:kv_cache_usage_perc")) {
      kvUsage.add(sample.value());
    } else if (sample.named("vllm:gpu_cache_usage_perc")) {
      oldKvUsage.add(sample.value());
    } else if (sample.named("vllm:request_success_total")) {
      addEnded(sample);
    } else if (sample.named("vllm:engine_sleep_state")) {
      addSleep(sample);
    } else {
      addPrefixCache(sample);
    }
  }

  private void addPrefixCache(MetricSample sample) {
    if (named(sample, "vllm:prefix_cache_hits", "vllm:prefix_cache_hits_total")) {
      prefixHits.add(sample.value());
    } else if (named(sample, "vllm:prefix_cache_queries", "vllm:prefix_cache_queries_total")) {
      prefixQueries.add(sample.value());
    } else if (named(sample, "vllm:gpu_prefix_cache_hits", "vllm:gpu_prefix_cache_hits_total")) {
      oldPrefixHits.add(sample.value());
    } else if (named(
        sample, "vllm:gpu_prefix_cache_queries", "vllm:gpu_prefix_cache_queries_total")) {
      oldPrefixQueries.add(sample.value());
    }
  }

  private static boolean named(MetricSample sample, String plain, String counter) {
    return sample.named(plain) || sample.named(counter);
  }

  /** An aborted or failed request proves nothing about a pod's warmth. */
  private void addEnded(MetricSample sample) {
    String reason = sample.label("finished_reason");
    boolean answered = !"abort".equals(reason) && !"error".equals(reason);
    completions.add(answered ? sample.value() : 0);
  }

  private void addSleep(MetricSample sample) {
    if (Double.isNaN(sample.value())) {
      return;
    }
    boolean set = sample.value() > 0;
    if (!"awake".equals(sample.label("sleep_state"))) {
      sleep = set ? Sleep.ASLEEP : sleep;
    } else if (!set) {
      sleep = Sleep.ASLEEP;
    } else if (sleep == Sleep.UNKNOWN) {
      sleep = Sleep.AWAKE;
    }
  }

  private EngineSample sample() {
    double usage = Double.isNaN(kvUsage.max()) ? oldKvUsage.max() : kvUsage.max();
    return new EngineSample(
        running.sum(),
        waiting.sum(),
        Math.min(1, usage),
        completions.sum(),
        prefixHits.sumOr(oldPrefixHits),
        prefixQueries.sumOr(oldPrefixQueries),
        sleep,
        processStart.max());
  }
}
