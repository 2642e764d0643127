package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine goes on with an answer whose beginning it is sent, as each engine is asked. */
final class OpenAnswerIT {
  private static final String BODY =
      """
      {%s"sim_output_tokens":5,"messages":[{"role":"user","content":"hello"},
       {"role":"assistant","content":"%s"}]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VLLM     | '\"continue_final_message\":true,\"add_generation_prompt\":false,' | 'a:2 a:3 a:4 '",
        "SGLANG   | '\"continue_final_message\":true,' | 'a:2 a:3 a:4 '",
        "LLAMACPP | '' | 'a:2 a:3 a:4 '",
        "VLLM     | '' | 'r:0 r:1 r:2 r:3 r:4 '",
        "SGLANG   | '' | 'r:0 r:1 r:2 r:3 r:4 '",
        "TGI      | '\"continue_final_message\":true,' | 'r:0 r:1 r:2 r:3 r:4 '",
      })
  void generatesOnlyWhatIsMissing(EnginePreset engine, String flags, String text) {
    try (Pod pod = pod(engine)) {
      assertThat(content(pod, BODY.formatted(flags, "a:0 a:1 "))).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource({"VLLM"})
  void refusesToBeginAndToGoOnAtOnce(EnginePreset engine) {
    try (Pod pod = pod(engine)) {
      String body = BODY.formatted("\"continue_final_message\":true,", "a:0 ");

      assertThat(pod.post("/v1/chat/completions", body).awaitEnd().status()).isEqualTo(400);
    }
  }

  private static Pod pod(EnginePreset engine) {
    return Pod.ready(
        options -> options.withBehaviour(EngineOptions.Behaviour.of(engine).withTokenIds(true)));
  }

  private static String content(Pod pod, String body) {
    String answer =
        pod.post("/v1/chat/completions", Map.of("x-request-id", "r"), body).awaitEnd().text();
    return new JsonObject(answer)
        .getJsonArray("choices")
        .getJsonObject(0)
        .getJsonObject("message")
        .getString("content");
  }
}
