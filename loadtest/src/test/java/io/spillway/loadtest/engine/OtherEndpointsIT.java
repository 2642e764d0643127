package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rankings, scores, tokens, audio, and what engines do not have. */
final class OtherEndpointsIT {
  private static final String FORM = "multipart/form-data; boundary=b";
  private static final String RANKING =
      "{\"query\":\"red fox\",\"documents\":[\"blue sea\",\"a red fox\",{\"text\":\"red sky\"}],\"top_n\":2}";

  @Test
  void ranksDocumentsWithoutASeat() {
    try (Pod pod = Pod.ready(o -> o.withSequencesMax(1))) {
      pod.stream(20_000).awaitText("content\":\"t");

      JsonObject answer = pod.post("/v1/rerank", RANKING).awaitEnd().json();

      JsonArray results = answer.getJsonArray("results");
      assertThat(results).hasSize(2);
      assertThat(results.getJsonObject(0).getInteger("index")).isEqualTo(1);
      assertThat(results.getJsonObject(0).getJsonObject("document").getString("text"))
          .isEqualTo("a red fox");
      assertThat(results.getJsonObject(0).getDouble("relevance_score"))
          .isGreaterThan(results.getJsonObject(1).getDouble("relevance_score"));
      assertThat(answer.getJsonObject("usage").getInteger("total_tokens")).isPositive();
    }
  }

  @Test
  void scoresPairsAsVllmAndLabelsAsSglang() {
    try (Pod vllm = Pod.ready(o -> o);
        Pod sglang = Pod.ready(o -> o.withEngine(EnginePreset.SGLANG))) {
      JsonObject pairs =
          vllm.post("/score", "{\"text_1\":\"red\",\"text_2\":[\"red\",\"blue\"]}")
              .awaitEnd()
              .json();
      JsonObject labels =
          sglang
              .post(
                  "/v1/score", "{\"query\":\"red\",\"items\":[\"red\"],\"label_token_ids\":[1,2]}")
              .awaitEnd()
              .json();

      assertThat(pairs.getJsonArray("data").getJsonObject(0).getDouble("score")).isEqualTo(1);
      assertThat(pairs.getJsonArray("data").getJsonObject(1).getDouble("score")).isZero();
      assertThat(labels.getJsonArray("scores").getJsonArray(0)).hasSize(2);
      JsonArray ranked = new JsonArray(sglang.post("/v1/rerank", RANKING).awaitEnd().text());
      assertThat(ranked.getJsonObject(0).getInteger("index")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "VLLM,     prompt,  tokens, prompt",
    "SGLANG,   prompt,  tokens, text",
    "LLAMACPP, content, tokens, content",
  })
  void turnsATextIntoTokensAndBack(EnginePreset engine, String in, String tokens, String out) {
    try (Pod pod = Pod.ready(o -> o.withEngine(engine))) {
      String text = "nine words or so, and an é";
      JsonObject body = new JsonObject().put(in, text);

      JsonObject answer = pod.post("/tokenize", body.encode()).awaitEnd().json();
      String back =
          pod.post(
                  "/detokenize",
                  new JsonObject().put("tokens", answer.getJsonArray(tokens)).encode())
              .awaitEnd()
              .json()
              .getString(out);

      assertThat(answer.getJsonArray(tokens)).hasSize(7);
      assertThat(answer.getInteger("count", 7)).isEqualTo(7);
      assertThat(back).isEqualTo(text);
    }
  }

  @Test
  void tokenizesAChatAsLongAsItsPrompt() {
    try (Pod pod = Pod.ready(o -> o)) {
      String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

      int count = pod.post("/tokenize", chat).awaitEnd().json().getInteger("count");
      JsonObject usage =
          pod.post("/v1/chat/completions", chat).awaitEnd().json().getJsonObject("usage");

      assertThat(count).isEqualTo(usage.getInteger("prompt_tokens"));
    }
  }

  @Test
  void namesItsTokensAsTgiDoes() {
    try (Pod pod = Pod.ready(o -> o.withEngine(EnginePreset.TGI))) {
      String text = pod.post("/tokenize", "{\"inputs\":\"abcdef\"}").awaitEnd().text();

      assertThat(new JsonArray(text).getJsonObject(1).getString("text")).isEqualTo("ef  ");
      assertThat(new JsonArray(text).getJsonObject(1).getInteger("start")).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource({"transcriptions, trsc-, transcription", "translations, trsl-, translation"})
  void writesWhatItHears(String path, String prefix, String object) {
    try (Pod pod = Pod.ready(o -> o)) {
      Exchange whole = audio(pod, path, "json", false);
      Exchange text = audio(pod, path, "text", false);
      Exchange stream = audio(pod, path, "json", true);

      assertThat(whole.json().getString("text").split(" ")).hasSize(3);
      assertThat(text.text().strip().split(" ")).hasSize(3);
      assertThat(stream.events()).hasSize(5).last().isEqualTo("[DONE]");
      assertThat(stream.text())
          .startsWith("data: {\"id\":\"" + prefix)
          .contains("\"object\":\"" + object + ".chunk\"", "\"finish_reason\":\"stop\"");
    }
  }

  @Test
  void refusesAFormWithoutAFileAndABodyWithoutAForm() {
    try (Pod pod = Pod.ready(o -> o)) {
      String form = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b--\r\n";
      Exchange fileless =
          pod.post("/v1/audio/transcriptions", Map.of("content-type", FORM), form).awaitEnd();
      Exchange formless = pod.post("/v1/audio/transcriptions", "{}").awaitEnd();

      assertThat(fileless.status()).isEqualTo(400);
      assertThat(fileless.text()).contains("Field required: file");
      assertThat(formless.status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SGLANG,   /v1/audio/transcriptions, flat",
    "SGLANG,   /rerank,                  flat",
    "TGI,      /v1/responses,            empty",
    "TGI,      /v1/messages,             empty",
    "LLAMACPP, /v1/responses,            File Not Found",
    "TRTLLM,   /v1/messages,             flat",
    "VLLM,     /v1/tokenize,             nested",
  })
  void answersWhatItsEngineLacksWithItsNotFound(EnginePreset engine, String path, String body) {
    try (Pod pod = Pod.ready(o -> o.withEngine(engine))) {
      Exchange answer = pod.post(path, "{}").awaitEnd();

      assertThat(answer.status()).isEqualTo(404);
      switch (body) {
        case "empty" -> assertThat(answer.text()).isEmpty();
        case "flat" -> assertThat(answer.text()).startsWith("{\"object\":\"error\"");
        case "nested" -> assertThat(answer.text()).startsWith("{\"error\":{\"message\"");
        default -> assertThat(answer.text()).contains(body);
      }
    }
  }

  @Test
  void lacksWhatItIsToldTo() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.LACKS, "rerank,responses"))) {
      assertThat(pod.post("/rerank", RANKING).awaitEnd().status()).isEqualTo(404);
      assertThat(pod.get("/v1/responses/resp_1").awaitEnd().text()).contains("Not Found");
      assertThat(pod.post("/score", "{}").awaitEnd().status()).isEqualTo(400);
    }
  }

  private static Exchange audio(Pod pod, String path, String format, boolean stream) {
    String form =
        field("stream", Boolean.toString(stream))
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
            + "Content-Type: audio/wav\r\n\r\nRIFF\r\n"
            + field("response_format", format)
            + field("model", "m")
            + "--b--\r\n";
    return pod.post(
            "/v1/audio/" + path, Map.of("content-type", FORM, "x-sim-output-tokens", "3"), form)
        .awaitEnd();
  }

  private static String field(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(name, value);
  }
}
