package io.spillway.gateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VllmMetersTest {
  private static final double NaN = Double.NaN;

  @Test
  void readsTheCurrentNames() {
    assertThat(read(Texts.CURRENT))
        .isEqualTo(
            new EngineSample(
                12,
                3,
                0.4137,
                512,
                101376,
                184320,
                442368,
                Set.of("a"),
                Sleep.AWAKE,
                1.79530000012e9));
  }

  @Test
  void readsTheOldNames() {
    assertThat(read(Texts.OLD))
        .isEqualTo(new EngineSample(2, 0, 0.25, 15, 400, 1000, NaN, null, Sleep.UNKNOWN, NaN));
  }

  @Test
  void countsAMeterOnceThatIsShownUnderBothNames() {
    var sample =
        read(
            """
            vllm:kv_cache_usage_perc 0.5
            vllm:gpu_cache_usage_perc 0.6
            vllm:prefix_cache_hits_total 10
            vllm:gpu_prefix_cache_hits_total 10
            vllm:prefix_cache_queries_total 20
            vllm:gpu_prefix_cache_queries_total 20
            """);

    assertThat(sample)
        .isEqualTo(new EngineSample(NaN, NaN, 0.5, NaN, 10, 20, NaN, null, Sleep.UNKNOWN, NaN));
  }

  @Test
  void addsTheEnginesOfAPodAndTakesTheFullestCache() {
    var sample =
        read(
            """
            vllm:num_requests_running{engine="0"} 3
            vllm:num_requests_running{engine="1"} 4
            vllm:num_requests_waiting{engine="0"} 0
            vllm:num_requests_waiting{engine="1"} 9
            vllm:kv_cache_usage_perc{engine="0"} 0.9
            vllm:kv_cache_usage_perc{engine="1"} 0.2
            """);

    assertThat(sample)
        .isEqualTo(new EngineSample(7, 9, 0.9, NaN, NaN, NaN, NaN, null, Sleep.UNKNOWN, NaN));
  }

  @Test
  void takesTheLatestSeriesOfAdapters() {
    var sample =
        read(
            """
            vllm:lora_requests_info{running_lora_adapters="a,b",waiting_lora_adapters="c"} 1.8e9
            vllm:lora_requests_info{running_lora_adapters="d",waiting_lora_adapters=""} 1.7e9
            """);

    assertThat(sample.adapters()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(read("vllm:lora_requests_info{running_lora_adapters=\"\"} 1").adapters()).isEmpty();
    assertThat(read("vllm:lora_requests_info{running_lora_adapters=\"a\"} NaN").adapters())
        .isNull();
  }

  @Test
  void addsTheCachesOfAllEnginesUnlessOneIsUnknown() {
    String engine = "vllm:cache_config_info{block_size=\"16\",num_gpu_blocks=\"%s\"} 1\n";

    assertThat(read(engine.formatted(10) + engine.formatted(20)).cacheTokens()).isEqualTo(480);
    assertThat(read(engine.formatted(10) + engine.formatted("None")).cacheTokens()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "<html>busy</html>", "other_metric 1"})
  void knowsNothingFromATextThatSaysNothing(String text) {
    assertThat(read(text)).isEqualTo(EngineSample.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "+Inf", "-1"})
  void takesAValueThatMakesNoSenseForUnknown(String value) {
    var sample = read("vllm:num_requests_running 1\nvllm:num_requests_running " + value);

    assertThat(sample.running()).isNaN();
  }

  @Test
  void tellsNoneFromUnknown() {
    assertThat(read("vllm:num_requests_waiting 0").waiting()).isZero();
    assertThat(read("vllm:num_requests_running 0").waiting()).isNaN();
  }

  @Test
  void doesNotTakeAbortedAndFailedRequestsForCompletions() {
    var sample =
        read(
            """
            vllm:request_success_total{finished_reason="abort"} 9
            vllm:request_success_total{finished_reason="error"} 9
            """);

    assertThat(sample.completions()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "awake 1, AWAKE",
    "awake 0, ASLEEP",
    "weights_offloaded 1, ASLEEP",
    "discard_all 1, ASLEEP",
    "weights_offloaded 0, UNKNOWN",
    "awake NaN, UNKNOWN",
    "awake 1;weights_offloaded 0;discard_all 0, AWAKE",
    "discard_all 0;awake 0;weights_offloaded 1, ASLEEP",
    "weights_offloaded 1;awake 1, ASLEEP",
    "awake 1;awake 0, ASLEEP",
    "awake 0;awake 1, ASLEEP"
  })
  void isAsleepWhenAnyEngineIs(String states, Sleep expected) {
    var text = new StringBuilder();
    for (String state : states.split(";", -1)) {
      String[] words = state.split(" ", -1);
      text.append("vllm:engine_sleep_state{sleep_state=\"%s\"} %s\n".formatted(words[0], words[1]));
    }

    assertThat(read(text.toString()).sleep()).isEqualTo(expected);
  }

  @Test
  void knowsNothingFromATextThatIsTooLong() {
    var text = Texts.CURRENT + "#".repeat(MetricsText.BYTES_MAX);

    assertThat(read(text)).isEqualTo(EngineSample.UNKNOWN);
  }

  private static EngineSample read(String text) {
    return EngineMeters.VLLM.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
