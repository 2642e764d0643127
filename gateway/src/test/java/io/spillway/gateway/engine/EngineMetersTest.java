package io.spillway.gateway.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The meters of the engines beside vLLM, which has a test of its own. */
final class EngineMetersTest {
  private static final double NaN = Double.NaN;

  @Test
  void readsSglang() {
    String text =
        """
        # TYPE sglang:num_running_reqs gauge
        sglang:num_running_reqs{engine_type="unified",model_name="m",tp_rank="0",pp_rank="0"} 7.0
        sglang:num_queue_reqs{engine_type="unified",model_name="m",tp_rank="0",pp_rank="0"} 2.0
        sglang:num_grammar_queue_reqs{engine_type="unified",model_name="m",tp_rank="0"} 1.0
        sglang:token_usage{engine_type="unified",model_name="m",tp_rank="0",pp_rank="0"} 0.31
        sglang:full_token_usage{engine_type="unified",model_name="m",tp_rank="0"} 0.9
        sglang:num_requests_total{is_streaming="true",model_name="m"} 30.0
        sglang:num_requests_total{is_streaming="false",model_name="m"} 4.0
        sglang:prompt_tokens_total{model_name="m"} 9000.0
        sglang:cached_tokens_total{cache_source="device",model_name="m"} 4000.0
        sglang:cached_tokens_total{cache_source="host",model_name="m"} 500.0
        sglang:max_total_num_tokens{model_name="m"} 4096.0
        sglang:page_size{model_name="m"} 64.0
        sglang:num_pages{model_name="m"} 64.0
        process_start_time_seconds 1.7e9
        """;

    assertThat(read(EngineMeters.SGLANG, text))
        .isEqualTo(new EngineSample(7, 2, 0.31, 34, 4500, 9000, 4096, null, Sleep.UNKNOWN, 1.7e9));
  }

  @Test
  void addsTheReplicasOfSglangButNotTheRanksOfOneNorItsPrioritiesTwice() {
    String text =
        """
        sglang:num_running_reqs{dp_rank="0",tp_rank="0",priority=""} 5.0
        sglang:num_running_reqs{dp_rank="0",tp_rank="0",priority="1"} 2.0
        sglang:num_running_reqs{dp_rank="0",tp_rank="0",priority="9"} 3.0
        sglang:num_running_reqs{dp_rank="0",tp_rank="1",priority=""} 5.0
        sglang:num_running_reqs{dp_rank="1",tp_rank="0",priority=""} 8.0
        sglang:token_usage{dp_rank="0",tp_rank="0"} 0.25
        sglang:token_usage{dp_rank="1",tp_rank="0"} 0.75
        """;

    EngineSample sample = read(EngineMeters.SGLANG, text);

    assertThat(sample.running()).isEqualTo(13);
    assertThat(sample.kvUsage()).isEqualTo(0.75);
  }

  @Test
  void readsTgi() {
    String text =
        """
        # TYPE tgi_queue_size gauge
        tgi_queue_size 4
        tgi_batch_current_size 12
        tgi_batch_current_max_tokens 4096
        tgi_request_count 50
        tgi_request_success 41
        tgi_request_failure{err="overloaded"} 9
        tgi_request_duration_bucket{le="+Inf"} 41
        """;

    assertThat(read(EngineMeters.TGI, text))
        .isEqualTo(new EngineSample(12, 4, NaN, 41, NaN, NaN, NaN, null, Sleep.UNKNOWN, NaN));
  }

  @Test
  void readsLlamaCppOldAndNew() {
    String text =
        """
        llamacpp:prompt_tokens_total 300
        llamacpp:tokens_predicted_total 77
        llamacpp:tokens_predicted_seconds_total 3.5
        llamacpp:predicted_tokens_seconds 21.9
        llamacpp:requests_processing 4
        llamacpp:requests_deferred 1
        """;

    assertThat(read(EngineMeters.LLAMACPP, text))
        .isEqualTo(new EngineSample(4, 1, NaN, 77, NaN, NaN, NaN, null, Sleep.UNKNOWN, NaN));
    assertThat(read(EngineMeters.LLAMACPP, text + "llamacpp:kv_cache_usage_ratio 0.5\n").kvUsage())
        .isEqualTo(0.5);
  }

  @Test
  void readsTensorRtLlmOldAndNew() {
    String labels = "{engine_type=\"undefined\",model_name=\"undefined\"}";
    String text =
        """
        trtllm_num_requests_running# 3.0
        trtllm_num_requests_waiting# 2.0
        trtllm_kv_cache_utilization# 0.4
        trtllm_kv_cache_host_utilization# 0.9
        trtllm_kv_cache_reused_blocks_total# 30.0
        trtllm_kv_cache_missed_blocks_total# 70.0
        trtllm_kv_cache_max_blocks# 50.0
        trtllm_kv_cache_tokens_per_block# 32.0
        trtllm_request_success_total{finished_reason="stop"} 6.0
        trtllm_request_success_total{finished_reason="abort"} 5.0
        """
            .replace("#", labels);

    assertThat(read(EngineMeters.TRTLLM, text))
        .isEqualTo(new EngineSample(3, 2, 0.4, 6, 30, 100, 1600, null, Sleep.UNKNOWN, NaN));
    assertThat(read(EngineMeters.TRTLLM, text.replace("trtllm_", "")))
        .isEqualTo(new EngineSample(3, 2, 0.4, 6, 30, 100, 1600, null, Sleep.UNKNOWN, NaN));
    assertThat(read(EngineMeters.TRTLLM, text + text.replace("trtllm_", "")).running())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void knowsNothingFromAPageWithoutItsMeters(EngineMeters engine) {
    assertThat(read(engine, "other_meter 1\n[{\"numActiveRequests\":3}]\n"))
        .isEqualTo(EngineSample.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void knowsNothingOfAMeterOfWhichOneValueMakesNoSense(EngineMeters engine) {
    Meter running = first(engine, Quantity.RUNNING);
    Meter waiting = first(engine, Quantity.WAITING);
    for (String senseless : new String[] {"NaN", "+Inf", "-1"}) {
      String text =
          "%s{dp_rank=\"0\"} 3 1700000000000\n%s{dp_rank=\"1\"} %s\n%s 2 1700000000000\n"
              .formatted(running.name(), running.name(), senseless, waiting.name());

      EngineSample sample = read(engine, text);

      assertThat(sample.running()).isNaN();
      assertThat(sample.waiting()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void findsItsMetersInAHugePageAndReadsNoneThatIsTooLong(EngineMeters engine) {
    String other = "other_bucket{le=\"0.1\",model_name=\"m\"} 402.0 1700000000000\n";
    String page = other.repeat(60_000) + first(engine, Quantity.WAITING).name() + " 5\n";

    assertThat(read(engine, page).waiting()).isEqualTo(5);
    assertThat(read(engine, page + page)).isEqualTo(EngineSample.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void addsTheEnginesOfOnePod(EngineMeters engine) {
    Meter running = first(engine, Quantity.RUNNING);
    String label = engine.replicaLabel() == null ? "engine" : engine.replicaLabel();
    String text =
        "%s{%s=\"0\",x=\"a \\\"}\\\" b\"} 3\n%s{%s=\"1\",x=\"\\\\\"} 4e0\n"
            .formatted(running.name(), label, running.name(), label);

    assertThat(read(engine, text).running()).isEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void isNotPutOffByBrokenLines(EngineMeters engine) {
    Meter running = first(engine, Quantity.RUNNING);
    Meter waiting = first(engine, Quantity.WAITING);
    String text =
        "%s 3\n%s{a=\"b 9\n%s\n%s x\n<html>\n\0\n%s 0 1700000000\n"
            .formatted(
                running.name(), running.name(), running.name(), running.name(), waiting.name());

    EngineSample sample = read(engine, text);

    assertThat(sample.running()).isEqualTo(3);
    assertThat(sample.waiting()).isZero();
    assertThat(sample.kvUsage()).isNaN();
  }

  static Stream<EngineMeters> engines() {
    return Stream.of(
        EngineMeters.VLLM,
        EngineMeters.SGLANG,
        EngineMeters.TGI,
        EngineMeters.LLAMACPP,
        EngineMeters.TRTLLM);
  }

  private static Meter first(EngineMeters engine, Quantity quantity) {
    return engine.meters().stream()
        .filter(meter -> meter.quantity() == quantity)
        .findFirst()
        .orElseThrow();
  }

  private static EngineSample read(EngineMeters engine, String text) {
    return engine.read(text.getBytes(UTF_8));
  }
}
