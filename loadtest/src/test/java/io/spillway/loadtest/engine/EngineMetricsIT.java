package io.spillway.loadtest.engine;

import static io.spillway.loadtest.engine.Exchange.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The metrics page parses and counts. */
final class EngineMetricsIT {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_:]+(?:\\{(?:[a-z_]+=\"[^\"]*\",?)*\\})?) ([0-9.E+]+)");
  private static final String LABELS = "{engine=\"0\",model_name=\"m\"}";

  @Test
  void countsTokensRequestsAndWaits() {
    try (Pod pod = Pod.ready(options -> options.withSequencesMax(1).withKvBlocks(1000))) {
      pod.stream(3).awaitEnd();
      pod.stream(4).awaitEnd();
      pod.stream(15_000).awaitText("content");
      pod.stream(1).awaitStatus();
      await("one waits", () -> pod.counters().waiting() == 1);

      Map<String, Double> samples = samples(pod.get("/metrics").awaitEnd().text());

      assertThat(samples)
          .containsEntry("vllm:num_requests_running" + LABELS, 1.0)
          .containsEntry("vllm:num_requests_waiting" + LABELS, 1.0)
          .containsEntry("vllm:prompt_tokens_total" + LABELS, 27.0)
          .containsEntry("vllm:prefix_cache_queries_total" + LABELS, 27.0)
          .containsEntry("vllm:time_to_first_token_seconds_count" + LABELS, 3.0)
          .containsEntry(
              "vllm:request_success_total{engine=\"0\",finished_reason=\"stop\",model_name=\"m\"}",
              2.0)
          .containsEntry(
              "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"+Inf\",model_name=\"m\"}",
              3.0)
          .containsKey("process_start_time_seconds");
      assertThat(samples.get("vllm:generation_tokens_total" + LABELS)).isGreaterThanOrEqualTo(8);
      assertThat(samples.get("vllm:kv_cache_usage_perc" + LABELS)).isBetween(0.0001, 1.0);
    }
  }

  @Test
  void hasTheNamesOfOlderVersionsWhenAsked() {
    try (Pod pod = Pod.ready(options -> options.with(Trait.METRICS, "vllm-old"))) {
      String text = pod.get("/metrics").awaitEnd().text();

      assertThat(text)
          .contains("vllm:gpu_cache_usage_perc{", "vllm:time_per_output_token_seconds_count{")
          .contains("vllm:gpu_prefix_cache_hits_total{")
          .doesNotContain("kv_cache_usage_perc", "inter_token_latency", "sleep_state");
    }
  }

  private static Map<String, Double> samples(String text) {
    var samples = new HashMap<String, Double>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          Matcher parts = SAMPLE.matcher(line);
          assertThat(parts.matches()).as(line).isTrue();
          assertThat(samples.put(parts.group(1), Double.parseDouble(parts.group(2))))
              .as(line)
              .isNull();
        });
    return samples;
  }
}
