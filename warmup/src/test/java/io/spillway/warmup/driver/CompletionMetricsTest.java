package io.spillway.warmup.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
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
    assertThat(CompletionMetrics.anyCompleted(page)).isTrue();
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
    assertThat(CompletionMetrics.anyCompleted(page)).isFalse();
  }
}
