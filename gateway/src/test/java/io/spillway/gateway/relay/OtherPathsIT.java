package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The paths beside chat, completions and embeddings. */
@Timeout(60)
class OtherPathsIT {
  private static final String ASK =
      "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final String BEGIN =
      event("message_start", "\"message\":{\"id\":\"1\",\"usage\":{\"input_tokens\":7}}")
          + event(
              "content_block_start",
              "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
  private static final String HELLO =
      event(
          "content_block_delta",
          "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}");
  private static final String END =
      event("content_block_stop", "\"index\":0")
          + event(
              "message_delta",
              "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":1}")
          + event("message_stop", "");

  @Test
  void passesAStreamOfMessagesOnUnchanged() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(BEGIN + HELLO + END));

      var reply = bench.client().post("/v1/messages", ASK).reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(BEGIN + HELLO + END);
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(bench.edge().outcome().tokens().prompt()).isEqualTo(7);
      assertThat(bench.edge().outcome().tokens().output()).isEqualTo(1);
    }
  }

  @Test
  void endsABrokenStreamOfMessagesInItsOwnShape() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(BEGIN + HELLO));

      var cut = bench.client().post("/v1/messages", ASK).reply().cut();

      assertThat(cut)
          .startsWith(
              BEGIN + HELLO + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":")
          .doesNotContain("[DONE]");
    }
  }

  @Test
  void anOverloadedStreamOfMessagesIsTriedElsewhereElseToldAsSuch() throws Exception {
    String overloaded =
        event("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
    String whole =
        "{\"type\":\"message\",\"stop_reason\":\"end_turn\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}";
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.inTurn(
          talk -> talk.stream(BEGIN + overloaded),
          talk -> talk.stream(BEGIN + HELLO + END),
          talk ->
              talk.answer(
                  "200 OK", whole.replace("{\"type\":\"m", "{\"error\":null,\"type\":\"m")));
      var elsewhere = bench.client().post("/v1/messages", ASK).reply();
      var plain = bench.client().post("/v1/messages", ASK.replace("\"stream\":true,", "")).reply();
      bench.next(talk -> talk.stream(BEGIN + overloaded));
      var everywhere = bench.client().post("/v1/messages", ASK).reply();

      assertThat(elsewhere.rest()).isEqualTo(BEGIN + HELLO + END);
      assertThat(plain.rest()).isEqualTo(whole);
      assertThat(everywhere.status()).isEqualTo(529);
      assertThat(everywhere.header("retry-after")).isEqualTo("1");
      assertThat(everywhere.rest())
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"");
    }
  }

  @Test
  void refusesMessagesInTheirOwnShape() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var unknown = bench.client().post("/v1/messages", ASK.replace("\"m\"", "\"none\"")).reply();
      var wrong = bench.client().ask("GET", "/v1/messages").reply();

      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.rest()).contains("\"type\":\"error\"", "\"not_found_error\"");
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.rest()).contains("\"type\":\"error\"");
    }
  }

  @Test
  void passesARankingOn() throws Exception {
    String answer = "{\"id\":\"r\",\"results\":[{\"index\":0,\"relevance_score\":0.5}]}";
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.answer("200 OK", answer, "content-type: application/json"));

      var reply =
          bench
              .client()
              .post("/v1/rerank", "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"d\"]}")
              .reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(answer);
    }
  }

  @Test
  void passesAFormOnWithTheModelsServedName() throws Exception {
    String form =
        """
        --b
        content-disposition: form-data; name="file"; filename="a.wav"

        --RIFF-
        --b
        content-disposition: form-data; name="model"

        m
        --b--
        """
            .replace("\n", "\r\n");
    try (var bench = RelayBench.plan().selfHosted("servedModel: whisper").start()) {
      bench.next(
          talk -> talk.answer("200 OK", "{\"text\":\"Hello\"}", "content-type: application/json"));

      var client = bench.client();
      client.send(
          "POST /v1/audio/transcriptions HTTP/1.1\r\nhost: spillway\r\n"
              + "content-type: multipart/form-data; boundary=b\r\ncontent-length: "
              + form.length()
              + "\r\n\r\n"
              + form);
      var reply = client.reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo("{\"text\":\"Hello\"}");
      var heard = bench.pod().requests().getFirst();
      assertThat(heard.header("content-type")).isEqualTo("multipart/form-data; boundary=b");
      assertThat(heard.body()).isEqualTo(form.replace("\r\nm\r\n", "\r\nwhisper\r\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/conversations", "/v1/tokenize", "/v1/messages/batches"})
  void doesNotServeWhatIsNotWhole(String path) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      assertThat(bench.client().post(path, ASK).reply().status()).isEqualTo(404);
    }
  }

  private static String event(String type, String fields) {
    String more = fields.isEmpty() ? "" : "," + fields;
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + more + "}\n\n";
  }
}
