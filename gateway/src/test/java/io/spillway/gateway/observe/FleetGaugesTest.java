package io.spillway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FleetGaugesTest {
  private final Meters meters = new Meters();

  @Test
  void showsTheFleetAsItIsAtTheScrape() {
    meters.models(() -> List.of(Views.of(Views.pod("pod-0", "warming", 3, 2))));

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.value("inference_pending_requests{model=\"qwen\"}")).isEqualTo(4);
    assertThat(scraped.value("spillway_demand{model=\"qwen\"}")).isEqualTo(12);
    assertThat(scraped.value("spillway_saturation{model=\"qwen\"}")).isEqualTo(0.7);
    assertThat(scraped.value("llm_request_queue_length{endpoint=\"pod-0\",model=\"qwen\"}"))
        .isEqualTo(2);
    assertThat(scraped.value(state("pod-0", "warming"))).isEqualTo(1);
    assertThat(scraped.value(state("pod-0", "serving"))).isEqualTo(0);
    assertThat(scraped.value("spillway_overflow_state{state=\"cooling_down\",target=\"hosted\"}"))
        .isEqualTo(1);
    assertThat(scraped.value("spillway_overflow_state{state=\"full\",target=\"hosted\"}"))
        .isEqualTo(0);
  }

  @Test
  void showsWhatPlacementKnowsOfAPod() {
    meters.models(() -> List.of(Views.of(Views.pod("pod-0", "serving", 1, 0))));

    var scraped = ScrapedText.of(meters);

    String pod = "{endpoint=\"pod-0\",model=\"qwen\"}";
    assertThat(scraped.value("spillway_endpoint_backlog_tokens" + pod)).isEqualTo(4096);
    assertThat(scraped.value("spillway_endpoint_prefill_tokens_per_second" + pod)).isEqualTo(9000);
    assertThat(scraped.value("spillway_endpoint_cache_trust" + pod)).isEqualTo(0.75);
    assertThat(scraped.value(health("trial"))).isEqualTo(1);
    assertThat(scraped.value(health("ejected"))).isEqualTo(0);
    assertThat(scraped.value("spillway_sessions{model=\"qwen\"}")).isEqualTo(7);
    assertThat(scraped.value("spillway_prefix_blocks{model=\"qwen\"}")).isEqualTo(300);
  }

  @Test
  void knowsNothingOfTheHealthOfAPodThatTakesNoRequests() {
    var away =
        new ModelView.EndpointGauge("pod-0", "warming", Double.NaN, Views.place("pod-0", false, 0));
    var unheardOf = new ModelView.EndpointGauge("pod-1", "discovered", Double.NaN, null);
    meters.models(() ->
        List.of(
            Views.of(away),
            new ModelView("b", 0, 0, 0, 0, -1, 0, Views.MEMORY, List.of(unheardOf), List.of())));

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.containing("spillway_endpoint_health")).isEmpty();
    assertThat(scraped.containing("pod-1"))
        .allMatch(series ->
            series.startsWith("spillway_endpoint_state") || series.startsWith("spillway_inflight"));
  }

  @Test
  void forgetsAPodThatIsGone() {
    meters.models(() -> List.of(Views.of(Views.pod("pod-0", "serving", 1, 1))));
    var before = ScrapedText.of(meters).containing("pod-0");
    meters.models(() -> List.of(Views.of(Views.pod("pod-1", "serving", 1, 1))));

    var scraped = ScrapedText.of(meters);

    assertThat(before).isNotEmpty();
    assertThat(scraped.containing("pod-0")).isEmpty();
    assertThat(scraped.containing("pod-1")).isNotEmpty();
  }

  @Test
  void survivesTwoModelsWithTargetsOfOneName() {
    var busy = new ModelView.TargetGauge("hosted", "full");
    var idle = new ModelView.TargetGauge("hosted", "available");
    meters.models(() -> List.of(Views.of("a", busy), Views.of("b", idle)));

    var scraped = ScrapedText.of(meters);

    assertThat(scraped.value("spillway_overflow_state{state=\"full\",target=\"hosted\"}"))
        .isEqualTo(1);
    assertThat(scraped.value("spillway_overflow_state{state=\"available\",target=\"hosted\"}"))
        .isEqualTo(1);
  }

  private static String health(String state) {
    return "spillway_endpoint_health{endpoint=\"pod-0\",model=\"qwen\",state=\"" + state + "\"}";
  }

  private static String state(String pod, String state) {
    return "spillway_endpoint_state{endpoint=\"%s\",model=\"qwen\",state=\"%s\"}"
        .formatted(pod, state);
  }
}
