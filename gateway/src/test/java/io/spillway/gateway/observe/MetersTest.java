package io.spillway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.AffinityResult;
import io.spillway.router.Tier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetersTest {
  private final Meters meters = new Meters();

  @BeforeEach
  void configure() {
    meters.configured(Map.of("qwen", List.of("hosted")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inference_pending_requests                   | gauge     | model",
        "llm_request_queue_length                     | gauge     | endpoint,model",
        "llm_requests_total                           | counter   | model,status,tier",
        "llm_request_duration_seconds                 | histogram | model,tier",
        "llm_tokens_generated_total                   | counter   | model,tier",
        "llm_tokens_prompt_total                      | counter   | model,tier",
        "llm_model_load_duration_seconds              | histogram | model",
        "gen_ai_server_time_to_first_token_seconds    | histogram |"
            + " gen_ai_operation_name,gen_ai_provider_name,gen_ai_request_model",
        "gen_ai_server_time_per_output_token_seconds  | histogram |"
            + " gen_ai_operation_name,gen_ai_provider_name,gen_ai_request_model",
        "gen_ai_server_request_duration_seconds       | histogram |"
            + " error_type,gen_ai_operation_name,gen_ai_provider_name,gen_ai_request_model",
        "gen_ai_client_token_usage                    | histogram |"
            + " gen_ai_operation_name,gen_ai_provider_name,gen_ai_request_model,gen_ai_token_type",
        "spillway_inflight                            | gauge     | endpoint,model",
        "spillway_endpoint_state                      | gauge     | endpoint,model,state",
        "spillway_endpoint_health                     | gauge     | endpoint,model,state",
        "spillway_endpoint_backlog_tokens             | gauge     | endpoint,model",
        "spillway_endpoint_prefill_tokens_per_second  | gauge     | endpoint,model",
        "spillway_endpoint_cache_trust                | gauge     | endpoint,model",
        "spillway_sessions                            | gauge     | model",
        "spillway_prefix_blocks                       | gauge     | model",
        "spillway_first_token_estimate_ratio          | histogram | model",
        "spillway_saturation                          | gauge     | model",
        "spillway_demand                              | gauge     | model",
        "spillway_desired_replicas                    | gauge     | model",
        "spillway_ready_replicas                      | gauge     | model",
        "spillway_placements_total                    | counter   | model,reason,tier",
        "spillway_queue_wait_seconds                  | histogram | model",
        "spillway_overhead_seconds                    | histogram | model",
        "spillway_session_affinity_total              | counter   | model,result",
        "spillway_prefix_cached_tokens_total          | counter   | model,source",
        "spillway_overflow_state                      | gauge     | state,target",
        "spillway_cost_usd_total                      | counter   | model,target,tier",
        "spillway_retries_total                       | counter   | model,reason",
        "spillway_preemptions_total                   | counter   | model",
        "spillway_stream_resumes_total                | counter   | model,reason",
        "spillway_client_disconnects_total            | counter   | model,reason",
        "spillway_rejections_total                    | counter   | model,reason",
        "spillway_access_log_dropped_total            | counter   | ''",
      })
  void exposesEachMeterUnderItsContractName(String name, String type, String labels) {
    useAll();

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.types()).containsEntry(name, type);
    assertThat(scraped.labelNames(name)).containsExactly(labels);
  }

  @Test
  void exposesNothingThatTheCatalogueDoesNotList() {
    useAll();

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.types())
        .isEqualTo(
            Meters.catalogue().stream()
                .collect(
                    Collectors.toMap(
                        MeterDoc::name,
                        doc ->
                            switch (doc.type()) {
                              case COUNTER -> "counter";
                              case GAUGE -> "gauge";
                              case HISTOGRAM -> "histogram";
                            })));
    for (MeterDoc doc : Meters.catalogue()) {
      assertThat(scraped.labelNames(doc.name()))
          .as(doc.name())
          .containsExactly(doc.labels().stream().sorted().collect(Collectors.joining(",")));
    }
  }

  @Test
  void countsARequestAtItsEnd() {
    meters.requestFinished(Outcomes.COMPLETE);
    meters.requestFinished(Outcomes.COMPLETE);
    meters.requestFinished(Outcomes.ended(200, Ending.BROKEN));

    var scraped = ScrapedText.of(meters);

    String tier = "model=\"qwen\",tier=\"self-hosted\"}";
    assertThat(scraped.value("llm_requests_total{model=\"qwen\",status=\"200\"," + tierOnly()))
        .isEqualTo(2);
    assertThat(scraped.value("llm_requests_total{model=\"qwen\",status=\"broken\"," + tierOnly()))
        .isEqualTo(1);
    assertThat(scraped.value("llm_tokens_prompt_total{" + tier)).isEqualTo(300);
    assertThat(scraped.value("llm_tokens_generated_total{" + tier)).isEqualTo(63);
    assertThat(scraped.value("llm_request_duration_seconds_sum{" + tier)).isEqualTo(7.5);
    assertThat(
            scraped.value("spillway_prefix_cached_tokens_total{model=\"qwen\",source=\"engine\"}"))
        .isEqualTo(192);
    assertThat(scraped.value("spillway_overhead_seconds_count{model=\"qwen\"}")).isEqualTo(3);
  }

  @Test
  void countsTheTokensOfWhatEndsAfterItsRequest() {
    meters.tokens(
        "qwen", "responses", Tier.SELF_HOSTED, new RequestOutcome.Tokens(100, 64, 20, true));

    var scraped = ScrapedText.of(meters);

    String tier = "model=\"qwen\",tier=\"self-hosted\"}";
    assertThat(scraped.value("llm_tokens_prompt_total{" + tier)).isEqualTo(100);
    assertThat(scraped.value("llm_tokens_generated_total{" + tier)).isEqualTo(20);
    assertThat(
            scraped.value("spillway_prefix_cached_tokens_total{model=\"qwen\",source=\"engine\"}"))
        .isEqualTo(64);
    assertThat(scraped.types()).doesNotContainKey("llm_requests_total");
  }

  @Test
  void observesTheConventionalHistograms() {
    meters.requestFinished(Outcomes.COMPLETE);
    meters.requestFinished(Outcomes.ended(200, Ending.BROKEN));

    var scraped = ScrapedText.of(meters);

    String who =
        "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"spillway\","
            + "gen_ai_request_model=\"qwen\"";
    assertThat(scraped.value("gen_ai_server_time_to_first_token_seconds_sum{" + who + "}"))
        .isEqualTo(1.0);
    assertThat(scraped.value("gen_ai_server_time_per_output_token_seconds_sum{" + who + "}"))
        .isEqualTo(0.1); // (2.5 - 0.5) / 20, of the complete one alone
    assertThat(
            scraped.value(
                "gen_ai_server_request_duration_seconds_count{error_type=\"broken\"," + who + "}"))
        .isEqualTo(1);
    assertThat(
            scraped.value(
                "gen_ai_client_token_usage_sum{" + who + ",gen_ai_token_type=\"output\"}"))
        .isEqualTo(42);
  }

  @Test
  void comparesTheFirstTokenWithWhatWasExpected() {
    meters.requestFinished(Outcomes.compared());
    meters.requestFinished(Outcomes.spilled());
    meters.requestFinished(Outcomes.COMPLETE);

    var scraped = ScrapedText.of(meters);

    String ratio = "spillway_first_token_estimate_ratio";
    assertThat(scraped.value(ratio + "_count{model=\"qwen\"}")).isEqualTo(1);
    assertThat(scraped.value(ratio + "_sum{model=\"qwen\"}")).isEqualTo(1.2); // 0.24 / 0.2
    assertThat(scraped.value(ratio + "_bucket{le=\"1.1\",model=\"qwen\"}")).isEqualTo(0);
    assertThat(scraped.value(ratio + "_bucket{le=\"1.25\",model=\"qwen\"}")).isEqualTo(1);
    assertThat(
            scraped.value(
                "spillway_prefix_cached_tokens_total{model=\"qwen\",source=\"believed\"}"))
        .isEqualTo(96);
  }

  @Test
  void keepsTheTailsOfHistogramsBeyondTheConventionalTenSeconds() {
    meters.queueWait("qwen", 100);

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.value("spillway_queue_wait_seconds_bucket{le=\"80.0\",model=\"qwen\"}"))
        .isEqualTo(0);
    assertThat(scraped.value("spillway_queue_wait_seconds_bucket{le=\"160.0\",model=\"qwen\"}"))
        .isEqualTo(1);
  }

  @Test
  void makesNoSeriesOfWhatIsUnknown() {
    meters.requestFinished(Outcomes.refused());
    meters.models(() -> List.of(Views.of(Views.pod("pod-0", "serving", 1, NaN))));
    meters.cost("qwen", Tier.OVERFLOW, "hosted", NaN);

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.containing("llm_tokens")).isEmpty();
    assertThat(scraped.containing("prefix_cached")).isEmpty();
    assertThat(scraped.containing("time_to_first_token")).isEmpty();
    assertThat(scraped.containing("cost")).isEmpty();
    assertThat(scraped.containing("llm_request_queue_length"))
        .containsExactly("llm_request_queue_length{endpoint=\"_queue\",model=\"qwen\"}");
    assertThat(scraped.containing("desired")).isEmpty();
  }

  @Test
  void forgetsAModelThatIsConfiguredNoMore() {
    useAll();
    var before = ScrapedText.of(meters).containing("qwen");
    meters.models(List::of);
    meters.configured(Map.of("llama", List.of()));
    meters.requestFinished(Outcomes.COMPLETE);

    var scraped = ScrapedText.of(meters);

    assertThat(before).isNotEmpty();
    assertThat(scraped.containing("qwen")).isEmpty();
    assertThat(scraped.value("llm_requests_total{model=\"_unknown\",status=\"200\"," + tierOnly()))
        .isEqualTo(1);
  }

  @Test
  void countsOnAcrossAReloadThatKeepsTheModel() {
    meters.requestFinished(Outcomes.COMPLETE);
    meters.configured(Map.of("qwen", List.of("hosted"), "llama", List.of()));
    meters.requestFinished(Outcomes.COMPLETE);

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.value("llm_requests_total{model=\"qwen\",status=\"200\"," + tierOnly()))
        .isEqualTo(2);
  }

  @Test
  void countsATargetAnewThatCameBack() {
    meters.cost("qwen", Tier.OVERFLOW, "hosted", 1);
    meters.configured(Map.of("qwen", List.of()));
    meters.cost("qwen", Tier.OVERFLOW, "hosted", 2);
    var without = ScrapedText.of(meters);
    meters.configured(Map.of("qwen", List.of("hosted")));
    meters.cost("qwen", Tier.OVERFLOW, "hosted", 4);

    var scraped = ScrapedText.of(meters);

    assertThat(without.value(cost("hosted"))).isNull();
    assertThat(without.value(cost("_unknown"))).isEqualTo(2);
    assertThat(scraped.value(cost("hosted"))).isEqualTo(4);
  }

  @Test
  void makesNoSeriesOfNamesThatClientsInvent() {
    meters.requestFinished(Outcomes.of("req", "invented"));
    var before = ScrapedText.of(meters).series().keySet();
    for (int i = 0; i < 100_000; i++) {
      String model = "invented-" + i;
      meters.requestFinished(Outcomes.of("req", model));
      meters.queueWait(model, 1);
    }

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.series().keySet()).isEqualTo(before);
    assertThat(scraped.value("spillway_queue_wait_seconds_count{model=\"_unknown\"}"))
        .isEqualTo(100_000);
  }

  @Test
  void boundsReasonsThatACallerMakesUp() {
    IntStream.range(0, 1000).forEach(i -> meters.rejected("qwen", "reason-" + i));

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.containing("spillway_rejections_total").size())
        .isEqualTo(Resolved.VALUES_MAX + 1);
    assertThat(scraped.value("spillway_rejections_total{model=\"qwen\",reason=\"_other\"}"))
        .isEqualTo(1000 - Resolved.VALUES_MAX);
  }

  @Test
  void losesNoCountWhenThreadsMeetAtASeries() throws InterruptedException {
    var threads =
        Stream.generate(() ->
                Thread.ofPlatform()
                    .unstarted(() -> {
                      for (int i = 0; i < 10_000; i++) {
                        meters.placed("qwen", Tier.SELF_HOSTED, "r" + i % 40);
                      }
                    }))
            .limit(4)
            .toArray(Thread[]::new);
    Arrays.stream(threads).forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    var scraped = ScrapedText.of(meters);

    assertThat(
            scraped.containing("spillway_placements_total").stream()
                .mapToDouble(scraped::value)
                .sum())
        .isEqualTo(40_000);
  }

  private static final double NaN = Double.NaN;

  private void useAll() {
    meters.requestFinished(Outcomes.COMPLETE);
    meters.requestFinished(Outcomes.ended(502, Ending.FAILED));
    meters.requestFinished(Outcomes.compared());
    meters.placed("qwen", Tier.SELF_HOSTED, "home");
    meters.retried("qwen", "connect");
    meters.preempted("qwen");
    meters.resumed("qwen", "lost");
    meters.rejected("qwen", "queue_full");
    meters.clientDisconnected("qwen", "queued");
    meters.queueWait("qwen", 1);
    meters.affinity("qwen", AffinityResult.KEPT);
    meters.podLoaded("qwen", 90);
    meters.cost("qwen", Tier.SELF_HOSTED, Meters.PODS, 0.1);
    meters.accessLogDropped();
    meters.models(() -> List.of(Views.desired(2)));
  }

  private static String cost(String target) {
    return "spillway_cost_usd_total{model=\"qwen\",target=\"%s\",tier=\"overflow\"}"
        .formatted(target);
  }

  private static String tierOnly() {
    return "tier=\"self-hosted\"}";
  }
}
