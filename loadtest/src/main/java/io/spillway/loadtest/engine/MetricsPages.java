package io.spillway.loadtest.engine;

import io.spillway.loadtest.engine.model.EngineScheduler;

/** The metrics page of engines other than vLLM: what a gateway may read, under their names. */
final class MetricsPages {
  private static final String GARBAGE =
      """
      <html>502</html>
      vllm:num_requests_running{engine="0
      sglang:num_running_reqs many
      tgi_queue_size
      \u0000\u0001
      llamacpp:requests_processing{} 0x12 7
      unheard_of{a="b\\"}"} 1 1700000000000
      """;

  private final StringBuilder out = new StringBuilder(2048);

  /**
   * What was counted.
   *
   * @param answered requests that ended with an answer
   * @param promptTokens tokens of their prompts
   * @param generatedTokens tokens of their answers
   */
  record Counts(long answered, long promptTokens, long generatedTokens) {}

  private MetricsPages() {}

  /** Lines that are no metrics, and some of metrics that do not exist. */
  static String garbage() {
    return GARBAGE;
  }

  /** One of several engines' part of a count: they add up to it. */
  static int share(int count, int engine, int engines) {
    return count / engines + (engine < count % engines ? 1 : 0);
  }

  static String sglang(EngineScheduler scheduler, Counts counts, int engines) {
    var page = new MetricsPages();
    for (int engine = 0; engine < engines; engine++) {
      String labels =
          "{dp_rank=\"%d\",engine_type=\"unified\",model_name=\"m\",pp_rank=\"0\",tp_rank=\"0\"}"
              .formatted(engine);
      page.line("sglang:num_running_reqs" + labels, share(scheduler.running(), engine, engines));
      page.line("sglang:num_queue_reqs" + labels, share(scheduler.waiting(), engine, engines));
      page.line("sglang:token_usage" + labels, scheduler.kvUsage() / (engine + 1));
    }
    page.line("sglang:num_requests_total{model_name=\"m\"}", (double) counts.answered());
    page.line("sglang:prompt_tokens_total{model_name=\"m\"}", (double) counts.promptTokens());
    page.line(
        "sglang:generation_tokens_total{model_name=\"m\"}", (double) counts.generatedTokens());
    page.line(
        "sglang:cached_tokens_total{cache_source=\"device\",model_name=\"m\"}",
        (double) scheduler.prefixHits());
    return page.out.toString();
  }

  static String tgi(EngineScheduler scheduler, Counts counts) {
    var page = new MetricsPages();
    page.line("tgi_queue_size", scheduler.waiting());
    page.line("tgi_batch_current_size", scheduler.running());
    page.line("tgi_request_success", (double) counts.answered());
    page.line("tgi_request_failure{err=\"overloaded\"}", 0);
    return page.out.toString();
  }

  static String llamacpp(EngineScheduler scheduler, Counts counts) {
    var page = new MetricsPages();
    page.line("llamacpp:prompt_tokens_total", (double) counts.promptTokens());
    page.line("llamacpp:tokens_predicted_total", (double) counts.generatedTokens());
    page.line("llamacpp:requests_processing", scheduler.running());
    page.line("llamacpp:requests_deferred", scheduler.waiting());
    return page.out.toString();
  }

  static String trtllm(EngineScheduler scheduler, Counts counts) {
    var page = new MetricsPages();
    String labels = "{engine_type=\"undefined\",model_name=\"undefined\"}";
    page.line("trtllm_num_requests_running" + labels, scheduler.running());
    page.line("trtllm_num_requests_waiting" + labels, scheduler.waiting());
    page.line("trtllm_kv_cache_utilization" + labels, scheduler.kvUsage());
    page.line(
        "trtllm_request_success_total{finished_reason=\"stop\",model_name=\"undefined\"}",
        (double) counts.answered());
    return page.out.toString();
  }

  private void line(String series, double value) {
    out.append(series).append(' ').append(value).append('\n');
  }
}
