package io.spillway.loadtest.engine;

import static io.spillway.loadtest.engine.Exchange.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Health, metrics, adapters and leaving: each trait does what its line in the help says. */
final class EngineSurfaceIT {
  private static final int LONG = 20_000;

  @Test
  void takesItsTimeForHealthAndMetrics() {
    try (Pod pod =
        Pod.ready(o -> o.with(Trait.HEALTH_DELAY, "150ms").with(Trait.METRICS_DELAY, "150ms"))) {
      long start = System.nanoTime();
      int health = pod.get("/health").awaitEnd().status();
      long middle = System.nanoTime();
      int metrics = pod.get("/metrics").awaitEnd().status();

      assertThat(health).isEqualTo(200);
      assertThat(metrics).isEqualTo(200);
      assertThat(middle - start).isGreaterThan(140_000_000);
      assertThat(System.nanoTime() - middle).isGreaterThan(140_000_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vllm,     vllm:num_requests_running{",
    "vllm-old, vllm:gpu_cache_usage_perc{",
    "sglang,   sglang:num_queue_reqs{",
    "tgi,      tgi_queue_size 0",
    "llamacpp, llamacpp:requests_deferred 0",
  })
  void namesItsMetrics(String names, String line) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.METRICS, names))) {
      assertThat(pod.get("/metrics").awaitEnd().text()).contains(line);
      assertThat(pod.get("/prometheus/metrics").awaitEnd().status()).isEqualTo(404);
    }
  }

  @Test
  void hasTensorRtsMetricsElsewhere() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.METRICS, "trtllm"))) {
      assertThat(pod.get("/metrics").awaitEnd().text()).isEqualTo("[]");
      assertThat(pod.get("/prometheus/metrics").awaitEnd().text())
          .contains("trtllm_num_requests_running{");
    }
  }

  @ParameterizedTest
  @CsvSource({"none, 200, 501", "vllm, 500, 500"})
  void failsItsMetrics(String names, String status, int expected) {
    try (Pod pod =
        Pod.ready(o -> o.with(Trait.METRICS, names).with(Trait.METRICS_STATUS, status))) {
      assertThat(pod.get("/metrics").awaitEnd().status()).isEqualTo(expected);
    }
  }

  @Test
  void showsSeveralEnginesAndGarbage() {
    try (Pod pod =
        Pod.ready(o ->
            o.with(Trait.METRICS_ENGINES, "3")
                .with(Trait.METRICS_GARBAGE, "yes")
                .withSequencesMax(8))) {
      for (int i = 0; i < 4; i++) {
        pod.stream(LONG);
      }
      await("four run", () -> pod.counters().running() == 4);

      assertThat(pod.get("/metrics").awaitEnd().text())
          .startsWith("<html>")
          .contains("num_requests_running{engine=\"0\",model_name=\"m\"} 2.0")
          .contains("num_requests_running{engine=\"2\",model_name=\"m\"} 1.0");
    }
  }

  @Test
  void abortsWhatItHasWhenItIsToldTo() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.SIGTERM, "abort"))) {
      Exchange stream = pod.stream(LONG).awaitText("content\":\"t");

      Exchange.done(pod.engine().stop());

      assertThat(stream.awaitEnd().text())
          .contains("\"finish_reason\":\"abort\"")
          .endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void acceptsWhileItDrainsAndSaysThatItIsNotWell() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.SIGTERM, "drain-accept"))) {
      Exchange first = pod.stream(600).awaitText("content\":\"t");

      Future<Void> stopping = pod.engine().stop();
      await("it is not well", () -> pod.get("/health").awaitEnd().status() == 503);
      Exchange second = pod.stream(2).awaitEnd();

      assertThat(second.text()).endsWith("data: [DONE]\n\n");
      assertThat(first.awaitEnd().text()).endsWith("data: [DONE]\n\n");
      Exchange.done(stopping);
    }
  }

  @Test
  void servesItsAdaptersAndLoadsMore() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.LORA, "a,b"))) {
      int twice = load(pod, "/v1/load_lora_adapter", "a");
      int loaded = load(pod, "/v1/load_lora_adapter", "c");
      int unloaded = load(pod, "/v1/unload_lora_adapter", "b");
      String models = pod.get("/v1/models").awaitEnd().text();
      String metrics = pod.get("/metrics").awaitEnd().text();
      String body = "{\"model\":\"c\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
      Exchange chat = pod.post("/v1/chat/completions", body).awaitEnd();
      int gone =
          pod.post("/v1/chat/completions", body.replace("\"c\"", "\"b\"")).awaitEnd().status();

      assertThat(twice).isEqualTo(400);
      assertThat(loaded).isEqualTo(200);
      assertThat(unloaded).isEqualTo(200);
      assertThat(models).contains("\"id\":\"a\"", "\"id\":\"c\"", "\"parent\":\"m\"");
      assertThat(models).doesNotContain("\"id\":\"b\"");
      assertThat(metrics).contains("running_lora_adapters=\"a,c\"");
      assertThat(chat.text()).contains("\"model\":\"c\"");
      assertThat(gone).isEqualTo(404);
    }
  }

  private static int load(Pod pod, String path, String name) {
    return pod.post(path, "{\"lora_name\":\"" + name + "\",\"lora_path\":\"/x\"}")
        .awaitEnd()
        .status();
  }
}
