package io.spillway.gateway.observe;

import static io.spillway.gateway.observe.MeterDoc.counter;
import static io.spillway.gateway.observe.MeterDoc.gauge;
import static io.spillway.gateway.observe.MeterDoc.histogram;

import java.util.List;

/** Every meter's name, type, labels and meaning; the meters are built from it. */
final class Catalogue {
  static final String MODEL = "model";
  static final String REQUEST_MODEL = "gen_ai_request_model";
  static final String TARGET = "target";

  private static final String OPERATION = "gen_ai_operation_name";
  private static final String PROVIDER = "gen_ai_provider_name";

  static final MeterDoc PENDING =
      gauge("inference_pending_requests", "Requests accepted and waiting for a place.", MODEL);
  static final MeterDoc QUEUE_LENGTH =
      gauge(
          "llm_request_queue_length",
          "Requests waiting in the engine's own queue, or at the gateway (endpoint _queue).",
          MODEL,
          "endpoint");
  static final MeterDoc IN_FLIGHT =
      gauge("spillway_inflight", "Requests of this gateway on a pod.", MODEL, "endpoint");
  static final MeterDoc ENDPOINT_STATE =
      gauge("spillway_endpoint_state", "1 for the state a pod is in.", MODEL, "endpoint", "state");
  static final MeterDoc ENDPOINT_HEALTH =
      gauge(
          "spillway_endpoint_health",
          "1 for how a pod stands with the requests it had.",
          MODEL,
          "endpoint",
          "state");
  static final MeterDoc BACKLOG =
      gauge(
          "spillway_endpoint_backlog_tokens",
          "Work on prompts sent to a pod that is left.",
          MODEL,
          "endpoint");
  static final MeterDoc PREFILL_RATE =
      gauge(
          "spillway_endpoint_prefill_tokens_per_second",
          "Prompt tokens that a pod computes per second.",
          MODEL,
          "endpoint");
  static final MeterDoc CACHE_TRUST =
      gauge(
          "spillway_endpoint_cache_trust",
          "Share of the tokens believed to be cached that were.",
          MODEL,
          "endpoint");
  static final MeterDoc SESSIONS =
      gauge("spillway_sessions", "Sessions whose place is remembered.", MODEL);
  static final MeterDoc PREFIX_BLOCKS =
      gauge("spillway_prefix_blocks", "Blocks of prompts that pods were sent.", MODEL);
  static final MeterDoc SATURATION =
      gauge("spillway_saturation", "Requests in flight and waiting per slot.", MODEL);
  static final MeterDoc DEMAND =
      gauge("spillway_demand", "Requests in flight, waiting and spilled.", MODEL);
  static final MeterDoc DESIRED =
      gauge("spillway_desired_replicas", "Pods there should be.", MODEL);
  static final MeterDoc READY = gauge("spillway_ready_replicas", "Pods that take requests.", MODEL);
  static final MeterDoc OVERFLOW_STATE =
      gauge(
          "spillway_overflow_state", "1 for the state an overflow target is in.", TARGET, "state");

  static final MeterDoc REQUESTS =
      counter("llm_requests_total", "Requests that ended.", MODEL, "tier", "status");
  static final MeterDoc TOKENS_GENERATED =
      counter("llm_tokens_generated_total", "Tokens of answers.", MODEL, "tier");
  static final MeterDoc TOKENS_PROMPT =
      counter("llm_tokens_prompt_total", "Tokens of prompts.", MODEL, "tier");
  static final MeterDoc CACHED_TOKENS =
      counter(
          "spillway_prefix_cached_tokens_total",
          "Prompt tokens taken from a cache, or believed to be there, as the source says.",
          MODEL,
          "source");
  static final MeterDoc PLACEMENTS =
      counter("spillway_placements_total", "Placements by reason.", MODEL, "tier", "reason");
  static final MeterDoc AFFINITY =
      counter("spillway_session_affinity_total", "What became of sessions.", MODEL, "result");
  static final MeterDoc COST =
      counter("spillway_cost_usd_total", "Dollars spent.", MODEL, "tier", TARGET);
  static final MeterDoc RETRIES =
      counter("spillway_retries_total", "Attempts after the first.", MODEL, "reason");
  static final MeterDoc PREEMPTIONS =
      counter("spillway_preemptions_total", "Places given to a more urgent request.", MODEL);
  static final MeterDoc RESUMES =
      counter(
          "spillway_stream_resumes_total",
          "Broken streams that went on from another pod.",
          MODEL,
          "reason");
  static final MeterDoc DISCONNECTS =
      counter("spillway_client_disconnects_total", "Clients that hung up.", MODEL, "reason");
  static final MeterDoc REJECTIONS =
      counter("spillway_rejections_total", "Requests refused.", MODEL, "reason");
  static final MeterDoc LOG_DROPPED =
      counter("spillway_access_log_dropped_total", "Log lines dropped: the sink was too slow.");

  static final MeterDoc REQUEST_DURATION =
      histogram(
          "llm_request_duration_seconds", "From accepting a request to its end.", MODEL, "tier");
  static final MeterDoc MODEL_LOAD =
      histogram("llm_model_load_duration_seconds", "From discovering a pod to serving.", MODEL);
  static final MeterDoc QUEUE_WAIT =
      histogram("spillway_queue_wait_seconds", "Spent waiting for a place.", MODEL);
  static final MeterDoc ESTIMATE_RATIO =
      histogram(
          "spillway_first_token_estimate_ratio",
          "Time from a pod's dispatch to the first token, over what was estimated.",
          MODEL);
  static final MeterDoc OVERHEAD =
      histogram("spillway_overhead_seconds", "The gateway's own part of a request.", MODEL);
  static final MeterDoc FIRST_TOKEN =
      histogram(
          "gen_ai_server_time_to_first_token_seconds",
          "From accepting a streamed request to its first content.",
          OPERATION,
          PROVIDER,
          REQUEST_MODEL);
  static final MeterDoc PER_TOKEN =
      histogram(
          "gen_ai_server_time_per_output_token_seconds",
          "Time per token after the first of a complete stream.",
          OPERATION,
          PROVIDER,
          REQUEST_MODEL);
  static final MeterDoc SERVER_DURATION =
      histogram(
          "gen_ai_server_request_duration_seconds",
          "From accepting a request to its end.",
          OPERATION,
          PROVIDER,
          REQUEST_MODEL,
          "error_type");
  static final MeterDoc TOKEN_USAGE =
      histogram(
          "gen_ai_client_token_usage",
          "Tokens per request.",
          OPERATION,
          PROVIDER,
          REQUEST_MODEL,
          "gen_ai_token_type");

  static final List<MeterDoc> ALL =
      List.of(
          PENDING,
          QUEUE_LENGTH,
          REQUESTS,
          REQUEST_DURATION,
          TOKENS_GENERATED,
          TOKENS_PROMPT,
          MODEL_LOAD,
          FIRST_TOKEN,
          PER_TOKEN,
          SERVER_DURATION,
          TOKEN_USAGE,
          IN_FLIGHT,
          ENDPOINT_STATE,
          ENDPOINT_HEALTH,
          BACKLOG,
          PREFILL_RATE,
          CACHE_TRUST,
          SESSIONS,
          PREFIX_BLOCKS,
          SATURATION,
          DEMAND,
          DESIRED,
          READY,
          PLACEMENTS,
          QUEUE_WAIT,
          ESTIMATE_RATIO,
          OVERHEAD,
          AFFINITY,
          CACHED_TOKENS,
          OVERFLOW_STATE,
          COST,
          RETRIES,
          PREEMPTIONS,
          RESUMES,
          DISCONNECTS,
          REJECTIONS,
          LOG_DROPPED);

  private Catalogue() {}
}
