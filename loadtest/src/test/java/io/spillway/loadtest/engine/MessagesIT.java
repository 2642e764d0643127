package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of messages: its events, its blocks, its errors. */
final class MessagesIT {
  private static final String PATH = "/v1/messages";
  private static final String TOOLS =
      ",\"tools\":[{\"name\":\"find\",\"input_schema\":{\"type\":\"object\",\"required\":[\"city\"]}}]";

  @Test
  void streamsTheEventsOfATextInTheirOrder() {
    try (Pod pod = Pod.ready(options -> options)) {
      Exchange stream = create(pod, 2, ",\"stream\":true");

      assertThat(stream.names())
          .containsExactly(
              "message_start",
              "content_block_start",
              "content_block_delta",
              "content_block_delta",
              "content_block_stop",
              "message_delta",
              "message_stop");
      assertThat(stream.text())
          .contains("\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n")
          .contains(
              "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"")
          .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
      JsonObject delta = stream.named("message_delta").getFirst();
      assertThat(delta.getJsonObject("delta").getString("stop_reason")).isEqualTo("end_turn");
      assertThat(delta.getJsonObject("usage").getInteger("output_tokens")).isEqualTo(2);
    }
  }

  @Test
  void answersInOnePiece() {
    try (Pod pod = Pod.ready(options -> options.with(Trait.REASONING, "reasoning"))) {
      JsonObject message = create(pod, 100, ",\"system\":\"be short\"").json();

      JsonArray content = message.getJsonArray("content");
      assertThat(content.getJsonObject(0).getString("type")).isEqualTo("thinking");
      assertThat(content.getJsonObject(1).getString("text").split(" ")).hasSize(25);
      assertThat(message.getString("role")).isEqualTo("assistant");
      assertThat(message.getString("stop_reason")).isEqualTo("max_tokens");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vllm, any,  tool_use",
    "vllm, tool, end_turn",
    "sglang, tool, tool_use",
    "vllm, auto, end_turn",
  })
  void usesAToolWhenItMust(String engine, String choice, String reason) {
    EnginePreset preset = engine.equals("vllm") ? EnginePreset.VLLM : EnginePreset.SGLANG;
    try (Pod pod = Pod.ready(options -> options.withEngine(preset))) {
      String more = ",\"tool_choice\":{\"type\":\"" + choice + "\",\"name\":\"find\"}" + TOOLS;
      Exchange stream = create(pod, 3, ",\"stream\":true" + more);
      JsonObject block = create(pod, 3, more).json().getJsonArray("content").getJsonObject(0);

      JsonObject delta = stream.named("message_delta").getFirst().getJsonObject("delta");
      assertThat(delta.getString("stop_reason")).isEqualTo(reason);
      assertThat(stream.text().contains("input_json_delta")).isEqualTo(!choice.equals("auto"));
      if (!choice.equals("auto")) {
        assertThat(block.getString("name")).isEqualTo("find");
        assertThat(block.getJsonObject("input").getString("city").split(" ")).hasSize(3);
        assertThat(new JsonObject(partialJson(stream)).getString("city")).isNotEmpty();
      }
    }
  }

  @Test
  void answersTheResultOfAToolWithText() {
    try (Pod pod = Pod.ready(options -> options)) {
      String body =
          """
          {"max_tokens":50,"sim_output_tokens":2,"tool_choice":{"type":"any"},
           "messages":[{"role":"user","content":"where"},
            {"role":"assistant","content":[
             {"type":"tool_use","id":"t1","name":"find","input":{"city":"x"}}]},
            {"role":"user","content":[
             {"type":"tool_result","tool_use_id":"t1","content":"Oslo"}]}]
          """
              + TOOLS
              + "}";
      JsonObject message = pod.post(PATH, body).awaitEnd().json();

      assertThat(message.getJsonArray("content").getJsonObject(0).getString("type"))
          .isEqualTo("text");
    }
  }

  @Test
  void countsTokensWithoutASeat() {
    try (Pod pod = Pod.ready(options -> options)) {
      JsonObject count = pod.post(PATH + "/count_tokens", body(1, "")).awaitEnd().json();
      JsonObject usage = create(pod, 1, "").json().getJsonObject("usage");

      assertThat(count.getInteger("input_tokens")).isEqualTo(usage.getInteger("input_tokens"));
    }
  }

  @Test
  void writesErrorsAsAnthropicDoes() {
    try (Pod pod = Pod.ready(options -> options)) {
      Exchange unknown = create(pod, 1, ",\"model\":\"x\"");
      Exchange limitless = pod.post(PATH, "{\"messages\":[{\"role\":\"user\"}]}").awaitEnd();

      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.text())
          .isEqualTo(
              "{\"error\":{\"type\":\"NotFoundError\",\"message\":\"The model `x` does not exist.\"},\"type\":\"error\"}");
      assertThat(limitless.status()).isEqualTo(400);
      assertThat(limitless.text()).contains("max_tokens");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // failure, end, deltas, error event, stop reason, message_stop
    "error-first,   CLEAN,  0, true,  none,     false",
    "error-after=2, CLEAN,  2, true,  none,     false",
    "abort-after=2, CLEAN,  2, false, null,     true",
    "role-done,     CLEAN,  0, false, none,     true",
    "end-after=2,   CLEAN,  2, false, none,     false",
    "no-done,       CLEAN,  4, false, end_turn, false",
    "reset-after=2, BROKEN, 2, false, none,     false",
    "drip=1,        CLEAN,  4, false, end_turn, true",
  })
  void breaksAStream(
      String failure, String end, int deltas, boolean error, String reason, boolean stop) {
    try (Pod pod = Pod.ready(options -> options)) {
      Exchange stream =
          pod.post(PATH, Map.of("x-sim-fail", failure), body(4, ",\"stream\":true")).awaitEnd();

      assertThat(stream.end().name()).isEqualTo(end);
      assertThat(stream.named("content_block_delta")).hasSize(deltas);
      assertThat(stream.named("error")).hasSize(error ? 1 : 0);
      assertThat(stream.named("message_stop")).hasSize(stop ? 1 : 0);
      var deltasOfMessage = stream.named("message_delta");
      assertThat(deltasOfMessage).hasSize(reason.equals("none") ? 0 : 1);
      deltasOfMessage.forEach(delta ->
          assertThat(String.valueOf(delta.getJsonObject("delta").getValue("stop_reason")))
              .isEqualTo(reason));
    }
  }

  private static Exchange create(Pod pod, int tokens, String more) {
    return pod.post(PATH, body(tokens, more)).awaitEnd();
  }

  private static String body(int tokens, String more) {
    return "{\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"sim_output_tokens\":"
        + tokens
        + more
        + "}";
  }

  private static String partialJson(Exchange stream) {
    var text = new StringBuilder();
    stream
        .named("content_block_delta")
        .forEach(event -> text.append(event.getJsonObject("delta").getString("partial_json")));
    return text.toString();
  }
}
