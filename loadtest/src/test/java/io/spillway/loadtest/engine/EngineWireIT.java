package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients read. */
final class EngineWireIT {
  private static final String QUESTION = "Explain, slowly and in detail, how rivers find the sea. ";

  private final Pod pod =
      Pod.ready(options -> options.withBehaviour(options.behaviour().withTokenIds(true)));
  private final Pod words = Pod.ready(options -> options);

  @AfterEach
  void stop() {
    pod.close();
    words.close();
  }

  @Test
  void streamsAChatAsVllmDoes() {
    String body =
        """
        {"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":2,"ignore_eos":true,
         "messages":[{"role":"user","content":"hello"}]}\
        """;

    Exchange exchange = pod.post("/v1/chat/completions", body).awaitEnd();

    String id = new JsonObject(exchange.events().getFirst()).getString("id").substring(9);
    String expected =
        """
        data: {"id":"chatcmpl-ID","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"prompt_token_ids":null,"prompt_text":null}

        data: {"id":"chatcmpl-ID","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{"content":"ID:0 "},"logprobs":null,"finish_reason":null,"token_ids":null}]}

        data: {"id":"chatcmpl-ID","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{"content":"ID:1 "},"logprobs":null,"finish_reason":null,"token_ids":null}]}

        data: {"id":"chatcmpl-ID","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"length","stop_reason":null,"token_ids":null}]}

        data: {"id":"chatcmpl-ID","object":"chat.completion.chunk","created":0,"model":"m","choices":[],"usage":{"prompt_tokens":9,"total_tokens":11,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":0}}}

        data: [DONE]

        """;
    assertThat(exchange.text().replace(id, "ID").replaceAll("\"created\":[0-9]+", "\"created\":0"))
        .isEqualTo(expected);
    assertThat(exchange.end()).isEqualTo(Exchange.End.CLEAN);
  }

  @Test
  void namesItsTokensAfterTheRequestId() {
    Exchange exchange = pod.stream(3, Map.of("x-request-id", "req-7")).awaitEnd();

    assertThat(exchange.text())
        .contains("\"id\":\"chatcmpl-req-7\"")
        .contains("\"content\":\"req-7:0 \"")
        .contains("\"content\":\"req-7:2 \"")
        .doesNotContain("req-7:3 ")
        .contains("\"finish_reason\":\"stop\"");
  }

  @Test
  void findsTheWholeFirstTurnInTheCacheOnTheSecond() {
    var history = new JsonArray().add(message("user", QUESTION.repeat(8)));
    JsonObject first = turn(history, 64);
    String answer =
        first
            .getJsonArray("choices")
            .getJsonObject(0)
            .getJsonObject("message")
            .getString("content");
    history.add(message("assistant", answer.strip())).add(message("user", "And then?"));

    JsonObject usage = turn(history, 4).getJsonObject("usage");

    int known = first.getJsonObject("usage").getInteger("total_tokens");
    int cached = usage.getJsonObject("prompt_tokens_details").getInteger("cached_tokens");
    assertThat(first.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(64);
    assertThat(cached).isBetween(known - 32, known);
    assertThat(words.counters().cachedTokens()).isEqualTo(cached);
  }

  @Test
  void doesNotShareACacheAcrossSalts() {
    String body =
        """
        {"cache_salt":"SALT","max_tokens":1,"messages":[{"role":"user","content":"TEXT"}]}\
        """
            .replace("TEXT", QUESTION.repeat(8));
    words.post("/v1/chat/completions", body.replace("SALT", "a")).awaitEnd();

    Exchange other = words.post("/v1/chat/completions", body.replace("SALT", "b")).awaitEnd();
    Exchange same = words.post("/v1/chat/completions", body.replace("SALT", "a")).awaitEnd();

    assertThat(other.text()).contains("\"cached_tokens\":0}");
    assertThat(same.text()).doesNotContain("\"cached_tokens\":0}");
  }

  @Test
  void answersEveryChoiceOfEveryPrompt() {
    String body = "{\"prompt\":[\"a\",\"b\"],\"n\":2,\"max_tokens\":3,\"ignore_eos\":true}";

    JsonObject answer = new JsonObject(pod.post("/v1/completions", body).awaitEnd().text());

    assertThat(answer.getString("object")).isEqualTo("text_completion");
    assertThat(answer.getJsonArray("choices")).hasSize(4);
    assertThat(answer.getJsonArray("choices").getJsonObject(3).getString("text")).contains("/3:2 ");
    assertThat(answer.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(12);
  }

  @Test
  void embedsEveryInputTheSameWayEachTime() {
    String body = "{\"input\":[\"one\",\"two\",\"one\"]}";

    JsonArray data =
        new JsonObject(pod.post("/v1/embeddings", body).awaitEnd().text()).getJsonArray("data");

    assertThat(data).hasSize(3);
    var first = data.getJsonObject(0).getJsonArray("embedding");
    assertThat(data.getJsonObject(2).getJsonArray("embedding")).isEqualTo(first);
    assertThat(data.getJsonObject(1).getJsonArray("embedding")).isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 404 | NotFoundError | model",
        "{\"messages\":[]} | 400 | BadRequestError | messages",
        "{\"max_tokens\":40000,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | BadRequestError | input_tokens",
        "{\"stream_options\":{},\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | BadRequestError | stream_options",
        "{\"n\":0,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | 400 | BadRequestError | n",
        "{ | 400 | BadRequestError | ",
      })
  void refusesInVllmsWords(String body, int status, String type, String param) {
    Exchange exchange = pod.post("/v1/chat/completions", body).awaitEnd();

    JsonObject error = new JsonObject(exchange.text()).getJsonObject("error");
    assertThat(exchange.status()).isEqualTo(status);
    assertThat(error.getString("type")).isEqualTo(type);
    assertThat(error.getString("param")).isEqualTo(param);
    assertThat(error.getInteger("code")).isEqualTo(status);
    assertThat(error.getString("message")).isNotEmpty();
  }

  @Test
  void listsTheModelItServes() {
    JsonObject list = new JsonObject(pod.get("/v1/models").awaitEnd().text());

    assertThat(list.getJsonArray("data").getJsonObject(0).getString("id")).isEqualTo("m");
    assertThat(pod.get("/health").awaitEnd().text()).isEmpty();
    assertThat(pod.get("/elsewhere").awaitEnd().status()).isEqualTo(404);
  }

  private JsonObject turn(JsonArray messages, int tokens) {
    var body = new JsonObject().put("sim_output_tokens", tokens).put("messages", messages);
    return new JsonObject(words.post("/v1/chat/completions", body.encode()).awaitEnd().text());
  }

  private static JsonObject message(String role, String content) {
    return new JsonObject().put("role", role).put("content", content);
  }
}
