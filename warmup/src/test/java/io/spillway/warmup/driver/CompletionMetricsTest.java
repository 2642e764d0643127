package io.spillway.warmup.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompletionMetricsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm:request_success_total{finished_reason=\"stop\"} 1.0",
        "vllm:request_success{finished_reason=\"stop\"} 2",
        "vllm:request_success_total 3",
        "vllm:request_success_total{a=\"x} y\"} 1e3 1700000000",
        "# HELP x\r\nvllm:request_success_total{a=\"0\"} 0.0\r\nvllm:request_success_total{a=\"1\"} 1.0\r\n"
      })
  void seesThatRequestsWereCompleted(String page) {
    assertThat(CompletionMetrics.anyCompleted(page, sign(EngineKind.VLLM))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "vllm:request_success_total{finished_reason=\"stop\"} 0.0",
        "vllm:request_success_created{finished_reason=\"stop\"} 1.7e9",
        "vllm:request_success_total_created 1.7e9",
        "# vllm:request_success_total 3",
        "vllm:request_success_total",
        "vllm:request_success_total{} NaN",
        "vllm:request_success_total{} many",
        "vllm:num_requests_running 4"
      })
  void doesNotTakeAnythingElseForCompletedRequests(String page) {
    assertThat(CompletionMetrics.anyCompleted(page, sign(EngineKind.VLLM))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "SGLANG, sglang:num_requests_total{model_name=\"m\"} 2.0, true",
    "SGLANG, sglang:num_requests_total{model_name=\"m\"} 1.0, false",
    "SGLANG, sglang:num_requests 2, true",
    "TGI, tgi_request_success 1, true",
    "TGI, tgi_request_success_inner 1, false",
    "TGI, 'tgi_request_failure{err=\"overloaded\"} 1', false",
    "LLAMACPP, llamacpp:tokens_predicted_total 8, true",
    "LLAMACPP, llamacpp:tokens_predicted_seconds_total 8, false",
    "TRTLLM, 'trtllm_request_success_total{finished_reason=\"stop\"} 1.0', true",
    "VLLM, sglang:num_requests_total 2.0, false"
  })
  void knowsEachEnginesCounter(EngineKind kind, String page, boolean completed) {
    assertThat(CompletionMetrics.anyCompleted(page, sign(kind))).isEqualTo(completed);
  }

  @Test
  void sumsTheCounterOverItsSeriesBeforeItTakesOffTheEnginesOwn() {
    String page =
        """
        sglang:num_requests_total{is_streaming="true"} 1.0
        sglang:num_requests_total{is_streaming="false"} 1.0
        """;

    assertThat(CompletionMetrics.anyCompleted(page, sign(EngineKind.SGLANG))).isTrue();
  }

  private static EngineKind.ServedSign sign(EngineKind kind) {
    return kind.servedSign().orElseThrow();
  }
}
