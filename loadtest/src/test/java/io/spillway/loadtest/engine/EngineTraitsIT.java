package io.spillway.loadtest.engine;

import static io.spillway.loadtest.engine.Exchange.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.Exchange.End;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each trait of an answer does what its line in the help says. */
final class EngineTraitsIT {
  private static final int LONG = 20_000;
  private static final Map<String, String> ID = Map.of("x-request-id", "r");
  private static final String TOOLS =
      """
      {"stream":%s,"sim_output_tokens":4,"tool_choice":"%s",
       "tools":[{"type":"function","function":{"name":"find"}}],
       "messages":[{"role":"user","content":"hello"}]}
      """;

  @ParameterizedTest
  @CsvSource({"first, 200", "token, 0"})
  void sendsTheHeadAtOnceOrWithTheFirstToken(String headers, int status) {
    try (Pod pod = full(Trait.HEADERS, headers)) {
      Exchange second = pod.stream(2);
      await("one waits", () -> pod.counters().waiting() == 1);
      if (status != 0) {
        second.awaitStatus();
      }

      assertThat(second.status()).isEqualTo(status);
    }
  }

  @Test
  void saysThatItLoadsWhereOthersRefuse() {
    try (Pod pod = Pod.of(o -> o.with(Trait.LOADING, "503").withLoadTime(Duration.ofSeconds(20)))) {
      Exchange early = pod.get("/health").awaitEnd();
      Exchange chat = pod.stream(1).awaitEnd();
      boolean ready = pod.engine().ready().isComplete();

      Exchange.done(pod.engine().ready());

      assertThat(early.status()).isEqualTo(503);
      assertThat(early.text()).contains("Loading model");
      assertThat(chat.status()).isEqualTo(503);
      assertThat(ready).isFalse();
      assertThat(pod.get("/health").awaitEnd().status()).isEqualTo(200);
      assertThat(pod.stream(1).awaitEnd().text()).contains("[DONE]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429,       429, 429",
    "503,       503, 503",
    "429-event, 200, 429",
    "503-event, 200, 503",
  })
  void refusesWhatFindsNoRoom(String overload, int streamed, int whole) {
    try (Pod pod = full(Trait.OVERLOAD, overload)) {
      Exchange stream = pod.stream(1).awaitEnd();
      Exchange chat = pod.chat(1, Pod.PLAIN).awaitEnd();

      assertThat(stream.status()).isEqualTo(streamed);
      assertThat(stream.text().contains("data: {\"error\"")).isEqualTo(streamed == 200);
      assertThat(chat.status()).isEqualTo(whole);
    }
  }

  @Test
  void letsEverythingWaitUnlessItRefuses() {
    try (Pod pod = full(Trait.OVERLOAD, "wait")) {
      pod.stream(1);

      await("one waits", () -> pod.counters().waiting() == 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nested  |404|{\"error\":{\"message\":\"The model `+`x`+` does not exist.\",\"type\":\"NotFoundError\",\"param\":\"model\",\"code\":404}}",
        "flat    |404|{\"object\":\"error\",\"message\":",
        "string  |404|{\"error\":\"The model",
        "llamacpp|404|{\"error\":{\"code\":404,\"message\":",
        "typed   |404|{\"error\":\"Request failed during generation:",
      })
  void writesErrorsInItsShape(String shape, int status, String body) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.ERRORS, shape))) {
      Exchange answer =
          pod.post("/v1/chat/completions", "{\"model\":\"x\",\"messages\":[{}]}").awaitEnd();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).startsWith(body.replace("`+`", "`"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nested  |data: {\"error\": {\"message\": \"Internal server error\"|true",
        "object  |data: {\"error\":{\"object\":\"error\",\"message\":|true",
        "flat    |data: {\"object\":\"error\",\"message\":|true",
        "string  |data: {\"error\":\"Internal|true",
        "tgi     |\"http_status_code\":422}}|true",
        "llamacpp|data: {\"error\":{\"code\":500,|false",
      })
  void writesErrorsWithinStreamsInItsShape(String shape, String event, boolean done) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.EVENT_ERRORS, shape))) {
      Exchange stream = pod.stream(4, Map.of("x-sim-fail", "error-after=2")).awaitEnd();

      assertThat(stream.text()).contains(event);
      assertThat(stream.text().endsWith("data: [DONE]\n\n")).isEqualTo(done);
      assertThat(stream.end()).isEqualTo(End.CLEAN);
    }
  }

  @Test
  void breaksTheConnectionWhereOthersWriteAnError() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.EVENT_ERRORS, "torn"))) {
      Exchange stream = pod.stream(4, Map.of("x-sim-fail", "error-after=2")).awaitEnd();

      assertThat(stream.end()).isEqualTo(End.BROKEN);
      assertThat(stream.text()).doesNotContain("error");
    }
  }

  @Test
  void answersWithAStatusWhileNothingWasSaid() {
    try (Pod pod = Pod.ready(o -> o.withEngine(EnginePreset.LLAMACPP))) {
      Exchange stream = pod.stream(4, Map.of("x-sim-fail", "error-first")).awaitEnd();

      assertThat(stream.status()).isEqualTo(500);
      assertThat(stream.text()).contains("\"type\":\"server_error\"");
    }
  }

  @Test
  void leavesOutTheBlankAndAddsANullError() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.SPACE, "no").with(Trait.NULL_ERROR, "yes"))) {
      String text = pod.stream(2).awaitEnd().text();

      assertThat(text).doesNotContain("data: ").endsWith("data:[DONE]\n\n");
      assertThat(text.lines().filter(line -> line.startsWith("data:{")))
          .hasSize(4)
          .allMatch(line -> line.endsWith(",\"error\":null}"));
    }
  }

  @Test
  void putsSeveralTokensIntoOneEvent() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.CHUNK_TOKENS, "4"))) {
      Exchange stream = pod.stream(10).awaitEnd();

      // The role, two events of four tokens, the rest, the end, and the mark.
      assertThat(stream.events()).hasSize(6);
    }
  }

  @ParameterizedTest
  @CsvSource({"end, false, 0", "asked, false, 0", "asked, true, 3", "always, false, 3"})
  void saysWhatWasUsedInEveryEvent(String usage, boolean asked, int events) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.USAGE, usage))) {
      String body =
          """
          {"stream":true,"stream_options":{"continuous_usage_stats":%s},"sim_output_tokens":3,
           "messages":[{"role":"user","content":"hello"}]}
          """
              .formatted(asked);
      Exchange stream = pod.post("/v1/chat/completions", body).awaitEnd();

      assertThat(stream.events().stream().filter(event -> event.contains("\"usage\":{")))
          .hasSize(events);
      assertThat(stream.text().contains("\"completion_tokens\":3")).isEqualTo(events > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning", "reasoning_content"})
  void thinksForTheFirstHalf(String key) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.REASONING, key).with(Trait.CHUNK_TOKENS, "3"))) {
      Exchange stream = pod.stream(4).awaitEnd();
      JsonObject whole = message(pod.chat(4, Pod.PLAIN).awaitEnd());

      assertThat(stream.text()).contains("\"delta\":{\"" + key + "\":\"");
      assertThat(stream.text().lastIndexOf(key)).isLessThan(stream.text().lastIndexOf("content"));
      assertThat(whole.getString(key).split(" ")).hasSize(2);
      assertThat(whole.getString("content").split(" ")).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "asked,  required, true",
    "asked,  auto,     false",
    "never,  required, false",
    "always, auto,     true",
  })
  void callsTools(String tools, String choice, boolean calls) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.TOOLS, tools))) {
      Exchange stream = pod.post("/v1/chat/completions", TOOLS.formatted(true, choice)).awaitEnd();
      Exchange chat = pod.post("/v1/chat/completions", TOOLS.formatted(false, choice)).awaitEnd();

      assertThat(stream.text().contains("\"finish_reason\":\"tool_calls\"")).isEqualTo(calls);
      if (calls) {
        assertThat(new JsonObject(arguments(stream)).getString("text").split(" ")).hasSize(4);
        JsonObject call = message(chat).getJsonArray("tool_calls").getJsonObject(0);
        assertThat(call.getJsonObject("function").getString("name")).isEqualTo("find");
        assertThat(new JsonObject(call.getJsonObject("function").getString("arguments")))
            .isNotEmpty();
      } else {
        assertThat(message(chat).getString("content")).isNotEmpty();
      }
    }
  }

  @Test
  void writesCommentsWhileItIsSilent() {
    try (Pod pod = full(Trait.PING, "20ms")) {
      Exchange second = pod.stream(2).awaitText(":\n\n:\n\n");

      assertThat(second.text()).doesNotContain("data");
    }
  }

  @Test
  void closesTheConnectionAfterEachAnswer() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.CONNECTION, "close"))) {
      pod.stream(1).awaitEnd();

      await("no connection", () -> pod.counters().activeConnections() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void streamsAsEveryEngine(EnginePreset engine) {
    try (Pod pod = Pod.ready(o -> o.withEngine(engine))) {
      String text = pod.stream(3, ID).awaitEnd().text().replace("data:{", "data: {");

      assertThat(text.lines().filter(line -> line.startsWith("data: {"))).hasSize(5);
      assertThat(text).contains("\"finish_reason\":\"stop\"").endsWith("[DONE]\n\n");
    }
  }

  /** An engine with one seat, which is taken, and no room to wait unless it lets all wait. */
  private static Pod full(Trait trait, String value) {
    Pod pod = Pod.ready(o -> o.withSequencesMax(1).withBounds(32_768, 0).with(trait, value));
    pod.stream(LONG).awaitText("content\":\"t");
    return pod;
  }

  private static JsonObject message(Exchange whole) {
    return new JsonObject(whole.text())
        .getJsonArray("choices")
        .getJsonObject(0)
        .getJsonObject("message");
  }

  private static String arguments(Exchange stream) {
    var arguments = new StringBuilder();
    for (String event : stream.events()) {
      if (event.contains("tool_calls\":[")) {
        arguments.append(
            new JsonObject(event)
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("delta")
                .getJsonArray("tool_calls")
                .getJsonObject(0)
                .getJsonObject("function")
                .getString("arguments"));
      }
    }
    return arguments.toString();
  }
}
