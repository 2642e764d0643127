package io.spillway.gateway.engine;

import static io.spillway.gateway.engine.Quantity.CACHE_BLOCKS;
import static io.spillway.gateway.engine.Quantity.CACHE_BLOCK_TOKENS;
import static io.spillway.gateway.engine.Quantity.CACHE_TOKENS;
import static io.spillway.gateway.engine.Quantity.COMPLETIONS;
import static io.spillway.gateway.engine.Quantity.KV_USAGE;
import static io.spillway.gateway.engine.Quantity.PREFIX_HITS;
import static io.spillway.gateway.engine.Quantity.PREFIX_QUERIES;
import static io.spillway.gateway.engine.Quantity.PROCESS_START;
import static io.spillway.gateway.engine.Quantity.RUNNING;
import static io.spillway.gateway.engine.Quantity.WAITING;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where each engine has its meters, and their names in all its versions.
 *
 * <p>What an engine does not measure stays unknown: a time to first token is nobody's load.
 */
public final class EngineMeters {
  /** vLLM: one series per engine of the pod. */
  public static final EngineMeters VLLM =
      new EngineMeters(
          "/metrics",
          "vllm:",
          null,
          Meter.of(RUNNING, "vllm:num_requests_running"),
          Meter.of(WAITING, "vllm:num_requests_waiting"),
          Meter.of(KV_USAGE, "vllm:kv_cache_usage_perc"),
          Meter.older(KV_USAGE, "vllm:gpu_cache_usage_perc"),
          Meter.answered("vllm:request_success_total", false),
          Meter.of(PREFIX_HITS, "vllm:prefix_cache_hits_total"),
          Meter.older(PREFIX_HITS, "vllm:gpu_prefix_cache_hits_total"),
          Meter.of(PREFIX_QUERIES, "vllm:prefix_cache_queries_total"),
          Meter.older(PREFIX_QUERIES, "vllm:gpu_prefix_cache_queries_total"));

  /**
   * SGLang, started with {@code --enable-metrics}. The ranks of one replica, {@code dp_rank}, may
   * each write the same value, and with priorities the parts stand beside their sum: within a
   * replica the largest counts.
   */
  public static final EngineMeters SGLANG =
      new EngineMeters(
          "/metrics",
          "sglang:",
          "dp_rank",
          Meter.of(RUNNING, "sglang:num_running_reqs"),
          Meter.of(WAITING, "sglang:num_queue_reqs"),
          Meter.of(KV_USAGE, "sglang:token_usage"),
          Meter.of(COMPLETIONS, "sglang:num_requests_total"),
          Meter.of(PREFIX_HITS, "sglang:cached_tokens_total"),
          Meter.of(PREFIX_QUERIES, "sglang:prompt_tokens_total"),
          Meter.of(CACHE_TOKENS, "sglang:max_total_num_tokens"),
          Meter.of(CACHE_BLOCKS, "sglang:num_pages"),
          Meter.of(CACHE_BLOCK_TOKENS, "sglang:page_size"));

  /** Text Generation Inference, which does not measure its cache. */
  public static final EngineMeters TGI =
      new EngineMeters(
          "/metrics",
          "tgi_",
          null,
          Meter.of(RUNNING, "tgi_batch_current_size"),
          Meter.of(WAITING, "tgi_queue_size"),
          Meter.of(COMPLETIONS, "tgi_request_success"));

  /**
   * The server of llama.cpp, started with {@code --metrics}. Reading restarts the windows of its
   * averages, which are not read here; another scraper of the same pod gets shorter ones. It counts
   * no requests: tokens stand in, which are none before the first answer and fall with the process.
   */
  public static final EngineMeters LLAMACPP =
      new EngineMeters(
          "/metrics",
          "llamacpp:",
          null,
          Meter.of(RUNNING, "llamacpp:requests_processing"),
          Meter.of(WAITING, "llamacpp:requests_deferred"),
          Meter.older(KV_USAGE, "llamacpp:kv_cache_usage_ratio"),
          Meter.of(COMPLETIONS, "llamacpp:tokens_predicted_total"));

  /**
   * TensorRT-LLM, started with {@code return_perf_metrics}. Its {@code /metrics} is another thing:
   * JSON that is gone once it is read. Its prefix cache counts blocks.
   */
  public static final EngineMeters TRTLLM =
      new EngineMeters(
          "/prometheus/metrics",
          "",
          null,
          Meter.of(RUNNING, "trtllm_num_requests_running"),
          Meter.older(RUNNING, "num_requests_running"),
          Meter.of(WAITING, "trtllm_num_requests_waiting"),
          Meter.older(WAITING, "num_requests_waiting"),
          Meter.of(KV_USAGE, "trtllm_kv_cache_utilization"),
          Meter.older(KV_USAGE, "kv_cache_utilization"),
          Meter.answered("trtllm_request_success_total", false),
          Meter.answered("request_success_total", true),
          Meter.of(PREFIX_HITS, "trtllm_kv_cache_reused_blocks_total"),
          Meter.older(PREFIX_HITS, "kv_cache_reused_blocks_total"),
          Meter.of(PREFIX_QUERIES, "trtllm_kv_cache_reused_blocks_total"),
          Meter.of(PREFIX_QUERIES, "trtllm_kv_cache_missed_blocks_total"),
          Meter.older(PREFIX_QUERIES, "kv_cache_reused_blocks_total"),
          Meter.older(PREFIX_QUERIES, "kv_cache_missed_blocks_total"),
          Meter.of(CACHE_BLOCKS, "trtllm_kv_cache_max_blocks"),
          Meter.older(CACHE_BLOCKS, "kv_cache_max_blocks"),
          Meter.of(CACHE_BLOCK_TOKENS, "trtllm_kv_cache_tokens_per_block"),
          Meter.older(CACHE_BLOCK_TOKENS, "kv_cache_tokens_per_block"));

  static final Meter START = Meter.of(PROCESS_START, "process_start_time_seconds");

  private final String path;
  private final String prefix;
  private final @Nullable String replicaLabel;
  private final List<Meter> meters;

  private EngineMeters(String path, String prefix, @Nullable String replicaLabel, Meter... meters) {
    this.path = path;
    this.prefix = prefix;
    this.replicaLabel = replicaLabel;
    this.meters = List.of(meters);
  }

  /** What the text says; {@link EngineSample#UNKNOWN} for one that is too long. */
  public EngineSample read(byte[] text) {
    var reading = new MeterReading(this);
    return MetricsText.read(text, reading::add) ? reading.sample() : EngineSample.UNKNOWN;
  }

  /** The path of the page. */
  String path() {
    return path;
  }

  /** What all its meters begin with. */
  String prefix() {
    return prefix;
  }

  /**
   * The label that tells replicas apart that each write several series; null: every series is one.
   */
  @Nullable String replicaLabel() {
    return replicaLabel;
  }

  List<Meter> meters() {
    return meters;
  }
}
