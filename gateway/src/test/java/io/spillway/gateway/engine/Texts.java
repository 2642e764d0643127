package io.spillway.gateway.engine;

/** Metrics as vLLM writes them, in the manner of the version named. */
final class Texts {
  static final String CURRENT =
      """
      # HELP vllm:num_requests_running Number of requests in model execution batches.
      # TYPE vllm:num_requests_running gauge
      vllm:num_requests_running{engine="0",model_name="qwen3-8b"} 12.0
      # HELP vllm:num_requests_waiting Number of requests waiting to be processed.
      # TYPE vllm:num_requests_waiting gauge
      vllm:num_requests_waiting{engine="0",model_name="qwen3-8b"} 3.0
      vllm:num_requests_waiting_by_reason{engine="0",model_name="qwen3-8b",reason="capacity"} 3.0
      vllm:num_requests_waiting_by_reason{engine="0",model_name="qwen3-8b",reason="deferred"} 0.0
      vllm:engine_sleep_state{engine="0",model_name="qwen3-8b",sleep_state="awake"} 1.0
      # TYPE vllm:kv_cache_usage_perc gauge
      vllm:kv_cache_usage_perc{engine="0",model_name="qwen3-8b"} 0.4137
      # TYPE vllm:prefix_cache_queries_total counter
      vllm:prefix_cache_queries_total{engine="0",model_name="qwen3-8b"} 184320.0
      # TYPE vllm:prefix_cache_queries_created gauge
      vllm:prefix_cache_queries_created{engine="0",model_name="qwen3-8b"} 1.7953e+09
      # TYPE vllm:prefix_cache_hits_total counter
      vllm:prefix_cache_hits_total{engine="0",model_name="qwen3-8b"} 101376.0
      vllm:request_success_total{engine="0",finished_reason="stop",model_name="qwen3-8b"} 512.0
      vllm:request_success_total{engine="0",finished_reason="abort",model_name="qwen3-8b"} 4.0
      # TYPE vllm:time_to_first_token_seconds histogram
      vllm:time_to_first_token_seconds_bucket{engine="0",le="0.1",model_name="qwen3-8b"} 402.0
      vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="qwen3-8b"} 516.0
      vllm:time_to_first_token_seconds_count{engine="0",model_name="qwen3-8b"} 516.0
      vllm:time_to_first_token_seconds_sum{engine="0",model_name="qwen3-8b"} 61.88
      vllm:lora_requests_info{max_lora="4",running_lora_adapters="a",waiting_lora_adapters=""} 1.8e+09
      vllm:cache_config_info{block_size="16",cache_dtype="auto",engine="0",num_gpu_blocks="27648"} 1.0
      process_start_time_seconds 1.79530000012e+09
      """;

  static final String OLD =
      """
      vllm:num_requests_running{model_name="qwen"} 2.0
      vllm:num_requests_waiting{model_name="qwen"} 0.0
      vllm:num_requests_swapped{model_name="qwen"} 7.0
      vllm:gpu_cache_usage_perc{model_name="qwen"} 0.25
      vllm:cpu_cache_usage_perc{model_name="qwen"} 0.99
      vllm:gpu_prefix_cache_queries_total{model_name="qwen"} 1000.0
      vllm:gpu_prefix_cache_hits_total{model_name="qwen"} 400.0
      vllm:request_success_total{finished_reason="stop",model_name="qwen"} 10.0
      vllm:request_success_total{finished_reason="length",model_name="qwen"} 5.0
      """;

  private Texts() {}
}
