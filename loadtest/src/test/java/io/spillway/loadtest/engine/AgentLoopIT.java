package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent calls a tool, hands its result back, and gets a text. */
final class AgentLoopIT {
  private static final String PATH = "/v1/chat/completions";
  private static final String NAMED = "{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "VLLM  |asked |\"required\"|tool_calls",
        "VLLM  |asked |named       |stop",
        "SGLANG|asked |named       |tool_calls",
        "VLLM  |always|\"auto\"    |tool_calls",
      })
  void endsWithATextAfterOneCall(EnginePreset engine, String tools, String choice, String reason) {
    try (Pod pod = Pod.ready(o -> o.withEngine(engine).with(Trait.TOOLS, tools))) {
      var messages = new JsonArray().add(message("user").put("content", "what of Oslo?"));

      JsonObject first = ask(pod, messages, choice);
      messages.add(first.getJsonObject("message"));
      JsonObject call = first.getJsonObject("message").getJsonArray("tool_calls").getJsonObject(0);
      messages.add(
          message("tool").put("tool_call_id", call.getString("id")).put("content", "rain"));
      JsonObject second = ask(pod, messages, choice);

      assertThat(first.getString("finish_reason")).isEqualTo(reason);
      assertThat(call.getJsonObject("function").getString("name")).isEqualTo("weather");
      assertThat(new JsonObject(call.getJsonObject("function").getString("arguments")).fieldNames())
          .containsExactly("city");
      assertThat(second.getString("finish_reason")).isEqualTo("stop");
      assertThat(second.getJsonObject("message").getString("content")).isNotEmpty();
      assertThat(second.getJsonObject("message").containsKey("tool_calls")).isFalse();
    }
  }

  @Test
  void givesEveryCallAnIdOfItsOwn() {
    try (Pod pod = Pod.ready(o -> o)) {
      var messages = new JsonArray().add(message("user").put("content", "hi"));

      String one = callId(ask(pod, messages, "\"required\""));
      String other = callId(ask(pod, messages, "\"required\""));

      assertThat(one).startsWith("chatcmpl-tool-").isNotEqualTo(other);
    }
  }

  @ParameterizedTest
  @CsvSource({"auto, asked", "none, always", "required, never"})
  void answersWithTextWhenNothingAsksForACall(String choice, String tools) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.TOOLS, tools))) {
      var messages = new JsonArray().add(message("user").put("content", "hi"));

      JsonObject answer = ask(pod, messages, "\"" + choice + "\"");

      assertThat(answer.getString("finish_reason")).isEqualTo("stop");
    }
  }

  private static String callId(JsonObject choice) {
    return choice
        .getJsonObject("message")
        .getJsonArray("tool_calls")
        .getJsonObject(0)
        .getString("id");
  }

  private static JsonObject message(String role) {
    return new JsonObject().put("role", role);
  }

  private static JsonObject ask(Pod pod, JsonArray messages, String choice) {
    String body =
        """
        {"sim_output_tokens":3,"messages":%s,"tool_choice":%s,
         "tools":[{"type":"function","function":{"name":"other"}},
          {"type":"function","function":{"name":"weather",
           "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]}
        """
            .formatted(messages, choice.equals("named") ? NAMED : choice);
    if (!choice.equals("named")) {
      body = body.replace("{\"type\":\"function\",\"function\":{\"name\":\"other\"}},\n", "");
    }
    return pod.post(PATH, body).awaitEnd().json().getJsonArray("choices").getJsonObject(0);
  }
}
