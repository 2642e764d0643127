package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a request reaches the engine, what of an answer reaches the client, and refusals. */
@Timeout(60)
class RequestIT {
  private static final String TENANTS =
      "tenants: [ { name: clinic, keys: [ 'sha256:"
          // SHA-256 of "let-me-in".
          + sha256("let-me-in")
          + "' ] } ]";

  @Test
  void forwardsABodyByteForByteExceptForItsNamedSplices() throws Exception {
    String body =
        "{ \"x\":1.00,\t\"messages\":[{\"role\":\"user\",\"content\":\"\\u0041 gr\\u00fcn ü\"}],"
            + "\"stream\":true , \"model\" : \"alias\",\"unknown\":{\"a\":[ ]} }";
    try (var bench = RelayBench.plan().selfHosted("servedModel: org/served").start()) {
      assertThat(bench.chat(body).rest()).isEqualTo(HELLO_SHOWN);

      String sent = bench.pod().requests().getFirst().body();
      assertThat(sent).contains("\"stream_options\":{\"include_usage\":true}");
      assertThat(
              sent.replace("\"stream_options\":{\"include_usage\":true},", "")
                  .replace(",\"stream_options\":{\"include_usage\":true}", "")
                  .replace("org/served", "alias"))
          .isEqualTo(body);
    }
  }

  @Test
  void changesNothingThatNeedNotChange() throws Exception {
    String body = WHOLE.replace("\"model\"", "\"x\": 1.0 ,\"model\"");
    try (var bench = RelayBench.plan().start()) {
      assertThat(bench.chat(body).status()).isEqualTo(200);

      assertThat(bench.pod().requests().getFirst().body()).isEqualTo(body);
    }
  }

  @Test
  void letsNoHeaderThroughThatIsNotTheEnginesBusiness() throws Exception {
    try (var bench = RelayBench.plan().selfHosted("key: engine-key").start()) {
      var reply =
          bench.chat(
              WHOLE,
              "authorization: Bearer client-key",
              "x-api-key: client-key",
              "cookie: a=b",
              "x-spillway-tier: x",
              "x-forwarded-for: 1.2.3.4",
              "forwarded: for=1.2.3.4",
              "te: trailers",
              "upgrade: h2c",
              "http2-settings: x",
              "connection: keep-alive, x-hop",
              "x-hop: 1",
              "keep-alive: timeout=5",
              "proxy-authorization: x",
              "accept-encoding: gzip",
              "traceparent: 00-a-b-01",
              "x-request-id: mine");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-request-id")).isEqualTo("mine");
      var request = bench.pod().requests().getFirst();
      var names =
          request.headers().stream()
              .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
              .toList();
      assertThat(names)
          .containsExactlyInAnyOrder(
              "content-type",
              "accept",
              "x-request-id",
              "authorization",
              "traceparent",
              "host",
              "content-length");
      assertThat(request.header("authorization")).isEqualTo("Bearer engine-key");
      assertThat(request.header("x-request-id")).startsWith("mine-");
      assertThat(request.toString()).doesNotContain("client-key");
    }
  }

  @Test
  void givesEveryAttemptAnIdOfItsOwn() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.inTurn(EngineTalk::rst, talk -> talk.answer("500 x", "{}"));

      assertThat(bench.chat(STREAM, "x-request-id: mine").rest()).isEqualTo(HELLO_SHOWN);

      var ids = new HashSet<String>();
      for (int i = 0; i < 3; i++) {
        bench.pod(i).requests().forEach(request -> ids.add(request.header("x-request-id")));
      }
      assertThat(ids).hasSize(3);
    }
  }

  @Test
  void saysInItsHeadersWhatWasDecided() throws Exception {
    String price = "price: { usdPerGpuHour: 3.6, gpusPerPod: 1 }";
    try (var bench = RelayBench.plan().selfHosted(price).start()) {
      var stream = bench.chat(STREAM);
      var whole = bench.chat(WHOLE);

      for (Reply reply : List.of(stream, whole)) {
        assertThat(reply.header("x-spillway-tier")).isEqualTo("self-hosted");
        assertThat(reply.header("x-spillway-endpoint")).isEqualTo("pod-0");
        assertThat(reply.header("x-spillway-reason")).isEqualTo("home");
        assertThat(reply.header("x-spillway-queue-ms")).isEqualTo("0");
        assertThat(reply.header("x-spillway-attempts")).isEqualTo("1");
        assertThat(reply.header("x-request-id")).startsWith("req_");
        assertThat(reply.header("set-cookie")).startsWith("spillway_session=");
        assertThat(reply.header("server")).isNull();
        assertThat(reply.lines()).noneMatch(line -> line.contains("engine=1"));
      }
      assertThat(stream.header("x-spillway-cost-usd")).isNull();
      assertThat(Double.parseDouble(whole.header("x-spillway-cost-usd"))).isBetween(0.0, 0.01);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/chat/completions, 405",
    "DELETE, /v1/models, 405",
    "GET, /v1/files, 404",
    "GET, /, 404",
    "GET, /metrics, 404",
    "GET, /v1/models/none, 404",
    "GET, /v1/chat/../models, 404",
    "GET, /V1/models, 404",
  })
  void servesNothingThatIsNotOnItsList(String method, String path, int status) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var reply = bench.client().ask(method, path).reply();

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.rest()).contains("\"message\":", "\"type\":", "\"param\":", "\"code\":");
      if (status == 405) {
        assertThat(reply.header("allow")).isEqualTo(path.contains("chat") ? "POST" : "GET");
      }
      assertThat(bench.calls()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "authorization: Bearer let-me-in, 200",
    "authorization: bearer let-me-in, 200",
    "x-api-key: let-me-in, 200",
    "authorization: Bearer wrong, 401",
    "x-none: 1, 401",
  })
  void knowsTenantsByTheirKeys(String header, int status) throws Exception {
    try (var bench = RelayBench.plan().tenants(TENANTS).start()) {
      var reply = bench.chat(WHOLE, header);

      assertThat(reply.status()).isEqualTo(status);
      assertThat(bench.calls()).isEqualTo(status == 200 ? 1 : 0);
      if (status == 401) {
        assertThat(reply.rest()).contains("invalid_api_key");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{}", "{\"model\":1}", "{\"model\":\"m\"} x"})
  void refusesABodyThatCannotBeRouted(String body) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var reply = bench.chat(body);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.rest()).contains("\"message\":", "\"type\":", "\"param\":", "\"code\":");
      bench.edge().awaitIdle();
    }
  }

  @Test
  void refusesAModelItDoesNotKnow() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var client = bench.client().chat(WHOLE.replace("\"m\"", "\"none\""));

      var reply = client.reply();

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.rest()).contains("\"code\":\"model_not_found\"", "\"param\":\"model\"");
      bench.edge().awaitIdle();
      assertThat(client.chat(WHOLE).reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "content-type: text/plain, 415",
    "content-type: application/jsonx, 415",
    "content-encoding: gzip, 415",
  })
  void refusesABodyItCannotRead(String header, int status) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n" + header + "\r\n";

      var client = bench.client().send(head + "content-length: 2\r\n\r\n{}");

      assertThat(client.reply().status()).isEqualTo(status);
      bench.edge().awaitIdle();
    }
  }

  @Test
  void theAnswerToAnEarlyRefusalIsNotLostWhileTheClientSends() throws Exception {
    String body = "{\"model\":\"m\",\"x\":\"" + "y".repeat(4 * 1024 * 1024) + "\"}";
    try (var bench = RelayBench.plan().server("maxBody: 64KiB").start()) {
      for (int i = 0; i < 5; i++) {
        var client = bench.client();
        client.chat(body);

        var reply = client.reply();

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.rest()).contains("request_too_large");
        assertThat(client.closedByGateway()).isTrue();
      }
      bench.edge().awaitIdle();
    }
  }

  @Test
  void countsAChunkedBodyAsItComes() throws Exception {
    String head =
        String.join(
            "\r\n",
            "POST /v1/chat/completions HTTP/1.1",
            "host: x",
            "content-type: application/json",
            "transfer-encoding: chunked",
            "",
            "");
    try (var bench = RelayBench.plan().server("maxBody: 1KiB").start()) {
      var good = bench.client();
      good.send(head + Integer.toHexString(WHOLE.length()) + "\r\n" + WHOLE + "\r\n0\r\n\r\n");
      assertThat(good.reply().rest()).isEqualTo(Events.ANSWER);
      var bad = bench.client();
      bad.send(head + "800\r\n" + " ".repeat(2048) + "\r\n0\r\n\r\n");

      assertThat(bad.reply().status()).isEqualTo(413);
      assertThat(bench.pod().requests().getFirst().body()).isEqualTo(WHOLE);
      bench.edge().awaitIdle();
    }
  }

  @Test
  void refusesABodyForWhichThereIsNoRoom() throws Exception {
    String limits = "maxBody: 1KiB, bufferedBodiesMax: 1KiB";
    try (var bench = RelayBench.plan().server(limits).start()) {
      bench.next(EngineTalk::awaitHangUp);
      String large = WHOLE.replace("\"hi\"", "\"" + "x".repeat(800) + "\"");
      var first = bench.client().chat(large);
      Await.until("the first is held", () -> bench.calls() == 1);

      var reply = bench.chat(large);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("retry-after")).isEqualTo("1");
      assertThat(reply.rest()).contains("server_is_overloaded");
      first.close();
      bench.edge().awaitIdle();
    }
  }

  @ParameterizedTest
  @CsvSource({"9000, 10, 414", "10, 40000, 431"})
  void refusesAHeadThatIsTooLarge(int line, int field, int status) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var client = bench.client().ask("GET", "/" + "x".repeat(line), "a: " + "x".repeat(field));

      var reply = client.reply();

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.rest()).contains("\"param\":");
      assertThat(client.closedByGateway()).isTrue();
      var outcome = bench.edge().outcome();
      assertThat(outcome.result().status()).isEqualTo(status);
      assertThat(outcome.result().ending()).isEqualTo(Ending.REFUSED);
      assertThat(outcome.request().tenant()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no request\r\n\r\n",
        "GET / HTTP/9.9.9\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nbad header: x\r\n\r\n"
      })
  void countsAndLogsWhatIsNoHttpRequest(String bytes) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var client = bench.client().send(bytes);

      var reply = client.reply();

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("x-request-id")).startsWith("req_");
      assertThat(reply.rest()).contains("\"type\":\"invalid_request_error\"");
      assertThat(client.closedByGateway()).isTrue();
      assertThat(bench.edge().outcome().statusLabel()).isEqualTo("400");
      assertThat(bench.edge().outcomes()).hasSize(1);
    }
  }

  @Test
  void asksForABodyThatIsOnlySentWhenWanted() throws Exception {
    try (var bench = RelayBench.plan().server("maxBody: 1KiB").start()) {
      var wanted = bench.client();
      wanted.send(RawClient.head("POST", "/v1/chat/completions", WHOLE, "expect: 100-continue"));
      assertThat(wanted.reply().status()).isEqualTo(100);
      wanted.send(WHOLE);
      assertThat(wanted.reply().rest()).isEqualTo(Events.ANSWER);

      var unwanted = bench.client();
      unwanted.send(
          RawClient.head("POST", "/v1/chat/completions", "x".repeat(2000), "expect: 100-continue"));
      assertThat(unwanted.reply().status()).isEqualTo(413);
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { head: 300ms }").start()) {
      bench.next(talk -> {
        Thread.sleep(200);
        talk.hello();
      });
      var client = bench.client();
      client.chat(STREAM).ask("GET", "/v1/models").chat(WHOLE).ask("GET", "/v1/models/m");

      assertThat(client.reply().rest()).isEqualTo(HELLO_SHOWN);
      assertThat(client.reply().rest()).contains("\"object\":\"list\"", "\"id\":\"m\"");
      assertThat(client.reply().rest()).isEqualTo(Events.ANSWER);
      assertThat(client.reply().rest()).startsWith("{\"id\":\"m\"");
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcomes()).allMatch(o -> o.result().ending() == Ending.COMPLETE);
    }
  }

  @Test
  void passesEmbeddingsAndCompletionsOn() throws Exception {
    String embeddings =
        "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.1]}],"
            + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}";
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.answer("200 OK", embeddings));

      var reply =
          bench.client().post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"x\"}").reply();

      assertThat(reply.rest()).isEqualTo(embeddings);
      assertThat(bench.pod().requests().getFirst().line())
          .isEqualTo("POST /v1/embeddings HTTP/1.1");
    }
  }

  private static String sha256(String text) {
    try {
      return java.util.HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
