package io.spillway.loadtest.engine;

import static io.spillway.loadtest.engine.Exchange.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API of responses: its events, its store, its background. */
final class ResponsesIT {
  private static final String PATH = "/v1/responses";
  private static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"name\":\"find\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}]";
  private static final int LONG = 20_000;

  @Test
  void streamsTheEventsOfAMessageInTheirOrder() {
    try (Pod pod = pod(options -> options)) {
      Exchange stream = create(pod, 2, ",\"stream\":true");

      assertThat(stream.names())
          .containsExactly(
              "response.created",
              "response.in_progress",
              "response.output_item.added",
              "response.content_part.added",
              "response.output_text.delta",
              "response.output_text.delta",
              "response.output_text.done",
              "response.content_part.done",
              "response.output_item.done",
              "response.completed");
      assertThat(numbers(stream)).isEqualTo(IntStream.range(0, 10).boxed().toList());
      assertThat(stream.text()).doesNotContain("[DONE]");
      JsonObject response = stream.named("response.completed").getFirst().getJsonObject("response");
      assertThat(response.getString("status")).isEqualTo("completed");
      assertThat(response.getJsonObject("usage").getInteger("output_tokens")).isEqualTo(2);
      String deltas = deltas(stream, "response.output_text.delta");
      assertThat(outputText(response)).isEqualTo(deltas).isNotEmpty();
      assertThat(stream.text())
          .contains(
              "\"content_index\":0,\"logprobs\":[],\"delta\":\"",
              "\"sequence_number\":4,\"type\":\"response.output_text.delta\"}\n\n");
    }
  }

  @Test
  void opensTheStreamBeforeTheEngineHasASeat() {
    try (Pod pod = pod(options -> options.withSequencesMax(1))) {
      pod.stream(LONG).awaitText("content\":\"t");

      Exchange stream = start(pod, 2, ",\"stream\":true").awaitText("response.in_progress");

      assertThat(stream.text()).doesNotContain("output_item");
    }
  }

  @Test
  void answersInOnePiece() {
    try (Pod pod = pod(options -> options)) {
      JsonObject response =
          create(pod, 3, ",\"instructions\":\"be short\",\"metadata\":{\"a\":\"b\"}").json();

      assertThat(response.getString("id")).startsWith("resp_");
      assertThat(response.getString("object")).isEqualTo("response");
      assertThat(response.getString("status")).isEqualTo("completed");
      assertThat(response.getString("instructions")).isEqualTo("be short");
      assertThat(response.getJsonObject("metadata").getString("a")).isEqualTo("b");
      assertThat(outputText(response).split(" ")).hasSize(3);
    }
  }

  @Test
  void saysThatTheLimitCutIt() {
    try (Pod pod = pod(options -> options)) {
      JsonObject response = create(pod, 9, ",\"max_output_tokens\":4").json();

      assertThat(response.getString("status")).isEqualTo("incomplete");
      assertThat(response.getJsonObject("incomplete_details").getString("reason"))
          .isEqualTo("max_output_tokens");
    }
  }

  @Test
  void thinksInAnItemOfItsOwn() {
    try (Pod pod = pod(options -> options.with(Trait.REASONING, "reasoning"))) {
      Exchange stream = create(pod, 4, ",\"stream\":true");
      JsonObject whole = create(pod, 4, "").json();

      assertThat(stream.names().stream().distinct())
          .containsSubsequence(
              "response.reasoning_part.added",
              "response.reasoning_text.delta",
              "response.reasoning_text.done",
              "response.reasoning_part.done",
              "response.output_text.delta");
      assertThat(whole.getJsonArray("output")).hasSize(2);
      assertThat(outputText(whole).split(" ")).hasSize(2);
    }
  }

  @Test
  void callsAFunctionThenAnswersItsResult() {
    try (Pod pod = pod(options -> options)) {
      Exchange stream = create(pod, 3, ",\"stream\":true,\"tool_choice\":\"required\"" + TOOLS);
      JsonObject call =
          stream
              .named("response.completed")
              .getFirst()
              .getJsonObject("response")
              .getJsonArray("output")
              .getJsonObject(0);

      assertThat(stream.names().stream().distinct())
          .containsSubsequence(
              "response.output_item.added",
              "response.function_call_arguments.delta",
              "response.function_call_arguments.done",
              "response.output_item.done");
      assertThat(call.getString("type")).isEqualTo("function_call");
      assertThat(call.getString("name")).isEqualTo("find");
      assertThat(call.getString("arguments"))
          .isEqualTo(deltas(stream, "response.function_call_arguments.delta"));
      assertThat(new JsonObject(call.getString("arguments")).getString("city").split(" "))
          .hasSize(3);
      var input =
          new JsonArray()
              .add(new JsonObject().put("role", "user").put("content", "where"))
              .add(call)
              .add(
                  new JsonObject()
                      .put("type", "function_call_output")
                      .put("call_id", call.getString("call_id"))
                      .put("output", "Oslo"));
      String body = "{\"input\":" + input + ",\"tool_choice\":\"required\"" + TOOLS + "}";
      JsonObject answer = pod.post(PATH, body).awaitEnd().json();
      assertThat(outputText(answer)).isNotEmpty();
    }
  }

  @Test
  void goesOnWhereAResponseEndedAndFindsItsPromptCached() {
    try (Pod pod = pod(options -> options)) {
      JsonObject first = create(pod, 200, "").json();
      String previous = ",\"previous_response_id\":\"" + first.getString("id") + "\"";
      JsonObject second = create(pod, 2, previous).json();

      JsonObject usage = second.getJsonObject("usage");
      assertThat(usage.getInteger("input_tokens")).isGreaterThan(200);
      assertThat(usage.getJsonObject("input_tokens_details").getInteger("cached_tokens"))
          .isGreaterThan(150);
    }
  }

  @ParameterizedTest
  @CsvSource({"yes, true, 200", "yes, false, 404", "no, true, 404"})
  void keepsWhatItIsToldTo(String trait, boolean store, int status) {
    try (Pod pod = pod(options -> options.with(Trait.STORE, trait))) {
      String id = create(pod, 1, ",\"store\":" + store).json().getString("id");
      Exchange read = pod.get(PATH + "/" + id).awaitEnd();
      Exchange next = create(pod, 1, ",\"previous_response_id\":\"" + id + "\"");

      assertThat(read.status()).isEqualTo(status);
      assertThat(next.status()).isEqualTo(status);
      if (status == 404) {
        assertThat(next.text())
            .isEqualTo(
                "{\"error\":{\"message\":\"Response with id '"
                    + id
                    + "' not found.\",\"type\":\"invalid_request_error\",\"param\":\"response_id\",\"code\":404}}");
      }
    }
  }

  @Test
  void listsItsInputAndDeletes() {
    try (Pod pod = pod(options -> options)) {
      String at = PATH + "/" + create(pod, 1, "").json().getString("id");

      JsonObject items = pod.get(at + "/input_items").awaitEnd().json();
      JsonObject deleted = pod.delete(at).awaitEnd().json();

      assertThat(items.getJsonArray("data").getJsonObject(0).encode()).contains("hello");
      assertThat(deleted.getBoolean("deleted")).isTrue();
      assertThat(pod.get(at).awaitEnd().status()).isEqualTo(404);
    }
  }

  @Test
  void makesAResponseInTheBackground() {
    try (Pod pod = pod(options -> options)) {
      JsonObject queued = create(pod, 3, ",\"background\":true").json();
      String at = PATH + "/" + queued.getString("id");

      assertThat(queued.getString("status")).isEqualTo("queued");
      await(
          "it is completed",
          () -> pod.get(at).awaitEnd().json().getString("status").equals("completed"));
      assertThat(outputText(pod.get(at).awaitEnd().json()).split(" ")).hasSize(3);
      assertThat(pod.get(at + "?stream=true").awaitEnd().status()).isEqualTo(400);
      assertThat(pod.post(at + "/cancel", "").awaitEnd().text())
          .contains("Cannot cancel a synchronous response.");
    }
  }

  @Test
  void goesOnInTheBackgroundWithoutItsClientWhichFollowsAgainLater() {
    try (Pod pod = pod(options -> options)) {
      String body = ",\"background\":true,\"stream\":true";
      Exchange stream = start(pod, 400, body).awaitText("\"sequence_number\":6,");
      String id =
          stream.named("response.created").getFirst().getJsonObject("response").getString("id");
      stream.leave();

      Exchange rest = pod.get(PATH + "/" + id + "?stream=true&starting_after=6").awaitEnd();

      List<Integer> numbers = numbers(rest);
      assertThat(numbers.getFirst()).isEqualTo(7);
      assertThat(numbers).isEqualTo(IntStream.rangeClosed(7, numbers.getLast()).boxed().toList());
      assertThat(rest.named("response.completed")).hasSize(1);
      assertThat(pod.counters().wastedTokens()).isZero();
    }
  }

  @Test
  void cancelsWhatItMakesInTheBackground() {
    try (Pod pod = pod(options -> options)) {
      String at = PATH + "/" + create(pod, LONG, ",\"background\":true").json().getString("id");
      await("it runs", () -> pod.counters().running() == 1);

      JsonObject cancelled = pod.post(at + "/cancel", "").awaitEnd().json();

      assertThat(cancelled.getString("status")).isEqualTo("cancelled");
      await("the seat is free", () -> pod.counters().running() == 0);
      assertThat(pod.get(at).awaitEnd().json().getString("status")).isEqualTo("cancelled");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // failure, end, deltas, error event, completed with status
    "error-first,   CLEAN,  0, true,  none",
    "error-after=2, CLEAN,  2, true,  none",
    "abort-after=2, CLEAN,  2, false, cancelled",
    "role-done,     CLEAN,  0, false, cancelled",
    "end-after=2,   CLEAN,  2, false, none",
    "no-done,       CLEAN,  4, false, none",
    "reset-after=2, BROKEN, 2, false, none",
    "drip=1,        CLEAN,  4, false, completed",
  })
  void breaksAStream(String failure, String end, int deltas, boolean error, String status) {
    try (Pod pod = pod(options -> options)) {
      Exchange stream =
          pod.post(PATH, Map.of("x-sim-fail", failure), body(4, ",\"stream\":true")).awaitEnd();

      assertThat(stream.end().name()).isEqualTo(end);
      assertThat(stream.named("response.output_text.delta")).hasSize(deltas);
      assertThat(stream.named("error")).hasSize(error ? 1 : 0);
      assertThat(
              stream.named("response.completed").stream()
                  .map(done -> done.getJsonObject("response").getString("status")))
          .isEqualTo(status.equals("none") ? List.of() : List.of(status));
    }
  }

  private static Pod pod(UnaryOperator<EngineOptions> change) {
    return Pod.ready(change);
  }

  private static Exchange create(Pod pod, int tokens, String more) {
    return start(pod, tokens, more).awaitEnd();
  }

  private static Exchange start(Pod pod, int tokens, String more) {
    return pod.post(PATH, body(tokens, more));
  }

  private static String body(int tokens, String more) {
    return "{\"input\":\"hello\",\"sim_output_tokens\":" + tokens + more + "}";
  }

  private static List<Integer> numbers(Exchange stream) {
    return stream.events().stream()
        .map(data -> new JsonObject(data).getInteger("sequence_number"))
        .toList();
  }

  private static String deltas(Exchange stream, String name) {
    var text = new StringBuilder();
    stream.named(name).forEach(event -> text.append(event.getString("delta")));
    return text.toString();
  }

  /** The text of the last item, which is a message. */
  private static String outputText(JsonObject response) {
    JsonArray output = response.getJsonArray("output");
    return output
        .getJsonObject(output.size() - 1)
        .getJsonArray("content")
        .getJsonObject(0)
        .getString("text");
  }
}
