package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import io.spillway.router.Tier;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that any pod can answer without a slot. */
@Timeout(60)
class VisitIT {
  private static final String ASK = "{\"model\":\"m\",\"prompt\":\"hi\"}";
  private static final String TOKENS = "{\"tokens\":[1,2],\"count\":2}";
  private static final int PER_POD_MAX = 64;
  private static final int RETRIES_MIN = 3;

  @ParameterizedTest
  @CsvSource({
    "/tokenize, tokenize, '{\"tokens\":[1,2],\"count\":2}'",
    "/detokenize, detokenize, '{\"prompt\":\"\"}'",
    "/v1/messages/count_tokens, count_tokens, '{\"input_tokens\":2}'",
  })
  void isAnsweredAlthoughEverySlotIsTaken(String path, String kind, String answer)
      throws Exception {
    try (var bench = RelayBench.plan().selfHosted("concurrencyPerPod: 1").start()) {
      bench.pod().then(EngineTalk::awaitHangUp);
      bench.next(talk -> talk.answer("200 OK", answer));
      bench.client().chat(WHOLE);
      Await.until("the slot is taken", () -> bench.calls() == 1);

      var reply = bench.client().post(path, ASK, "x-request-id: mine").reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(answer);
      assertThat(reply.header("x-request-id")).isEqualTo("mine");
      assertThat(reply.header("x-spillway-tier")).isEqualTo("self-hosted");
      assertThat(reply.header("x-spillway-reason")).isEqualTo("no_slot");
      assertThat(reply.header("x-spillway-attempts")).isEqualTo("1");
      assertThat(reply.header("set-cookie")).isNull();
      assertThat(bench.edge().inFlight()).isEqualTo(1);
      assertThat(bench.edge().waiting()).isZero();
      var heard = bench.pod().requests().getLast();
      assertThat(heard.line()).isEqualTo("POST " + path + " HTTP/1.1");
      assertThat(heard.body()).isEqualTo(ASK);
      var outcome = bench.edge().outcome();
      assertThat(outcome.request().kind()).isEqualTo(kind);
      assertThat(outcome.request().model()).isEqualTo("m");
      assertThat(outcome.result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(outcome.tokens().prompt()).isNegative();
      assertThat(outcome.costUsd()).isNaN();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"prompt\":\"hi\"}", "{\"model\":null,\"prompt\":\"hi\"}"})
  void needsNoModelsNameWhereThereIsOnlyOne(String body) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.answer("200 OK", TOKENS));

      var reply = bench.client().post("/tokenize", body).reply();

      assertThat(reply.status()).isEqualTo(200);
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().request().model()).isEqualTo("m");
    }
  }

  @Test
  void needsAModelsNameWhereThereAreTwo() throws Exception {
    String other = "{ name: n, selfHosted: { endpoints: [ 'http://127.0.0.1:1' ] } }";
    try (var bench = RelayBench.plan().models(other).start()) {
      var reply = bench.client().post("/tokenize", "{\"prompt\":\"hi\"}").reply();

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.rest()).contains("'model' is missing");
      assertThat(bench.calls()).isZero();
    }
  }

  @Test
  void alwaysNeedsAModelsNameForAMessage() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var reply = bench.client().post("/v1/messages/count_tokens", "{\"messages\":[]}").reply();

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.rest()).contains("\"type\":\"error\"", "'model' is missing");
    }
  }

  @Test
  void namesTheModelAsThePodKnowsIt() throws Exception {
    try (var bench = RelayBench.plan().selfHosted("servedModel: org/served").start()) {
      bench.next(talk -> talk.answer("200 OK", TOKENS));

      bench.client().post("/tokenize", ASK).reply().rest();

      assertThat(bench.pod().requests().getFirst().body())
          .isEqualTo(ASK.replace("\"m\"", "\"org/served\""));
    }
  }

  @Test
  void isSpreadOverThePods() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.next(talk -> talk.answer("200 OK", TOKENS));
      var pods = new HashSet<String>();

      for (int i = 0; i < 3; i++) {
        pods.add(bench.client().post("/tokenize", ASK).reply().header("x-spillway-endpoint"));
      }

      assertThat(pods).hasSize(3);
    }
  }

  @Test
  void goesToAnotherPodWhenOneFails() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.inTurn(
          EngineTalk::rst,
          talk -> talk.answer("503 Service Unavailable", "busy"),
          talk -> talk.answer("200 OK", TOKENS));

      var reply = bench.client().post("/tokenize", ASK).reply();

      assertThat(reply.rest()).isEqualTo(TOKENS);
      assertThat(reply.header("x-spillway-attempts")).isEqualTo("3");
      assertThat(reply.header("x-spillway-reason")).isEqualTo("retry");
      assertThat(bench.edge().retries()).containsExactly("died", "refused");
      assertThat(bench.edge().inFlight()).isZero();
    }
  }

  @Test
  void reportsAPodThatRefusesConnections() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.pod(1).usually(talk -> talk.answer("200 OK", TOKENS));
      bench.pod(0).die();

      for (int i = 0; i < 2; i++) {
        assertThat(bench.client().post("/tokenize", ASK).reply().rest()).isEqualTo(TOKENS);
      }

      assertThat(bench.edge().refusing()).hasSize(1);
    }
  }

  @Test
  void saysWhatTheLastPodSaidOnceAllHaveFailed() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.answer("429 Too Many Requests", "busy", "retry-after: 7"));

      var reply = bench.client().post("/tokenize", ASK).reply();

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("retry-after")).isEqualTo("7");
      assertThat(bench.calls()).isEqualTo(2);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.FAILED);
    }
  }

  @Test
  void triesNoMoreThanThreePods() throws Exception {
    try (var bench = RelayBench.plan().pods(5).start()) {
      bench.next(talk -> talk.answer("500 Internal Server Error", "no"));

      assertThat(bench.client().post("/tokenize", ASK).reply().status()).isEqualTo(500);

      assertThat(bench.calls()).isEqualTo(3);
    }
  }

  @Test
  void isTriedAgainWithinABudgetThatRequestsForSlotsDoNotShare() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.next(talk -> talk.answer("503 Service Unavailable", "busy"));
      for (int i = 0; i < 6; i++) {
        assertThat(bench.client().post("/tokenize", ASK).reply().status()).isEqualTo(503);
      }

      assertThat(bench.edge().retries()).hasSize(RETRIES_MIN);
      assertThat(bench.calls()).isEqualTo(6 + RETRIES_MIN);

      assertThat(bench.chat(WHOLE).status()).isEqualTo(503);
      assertThat(bench.edge().retries()).hasSize(RETRIES_MIN + 2);
    }
  }

  @Test
  void neverGoesToATarget() throws Exception {
    try (var bench = RelayBench.plan().targets(1, "").start()) {
      bench.edge().serve(0);

      var reply = bench.client().post("/tokenize", ASK).reply();

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("retry-after")).isEqualTo("10");
      assertThat(reply.rest()).contains("no_capacity");
      assertThat(bench.target().requests()).isEmpty();
      var outcome = bench.edge().outcome();
      assertThat(outcome.result().ending()).isEqualTo(Ending.REFUSED);
      assertThat(outcome.decision().reason()).isEqualTo("no_capacity");
      assertThat(outcome.decision().tier()).isEqualTo(Tier.NONE);
    }
  }

  @Test
  void doesNotWaitForAPodThatIsOnItsWay() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().comingUp();

      assertThat(bench.client().post("/tokenize", ASK).reply().status()).isEqualTo(503);
    }
  }

  @Test
  void passesOnThatAnEngineHasNoSuchPathInTheShapeOfTheApi() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.answer("404 Not Found", "{\"detail\":\"Not Found\"}"));

      var plain = bench.client().post("/tokenize", ASK).reply();
      var anthropic = bench.client().post("/v1/messages/count_tokens", ASK).reply();

      assertThat(plain.status()).isEqualTo(404);
      assertThat(plain.rest()).contains("\"type\":\"invalid_request_error\"", "\"code\":null");
      assertThat(anthropic.status()).isEqualTo(404);
      assertThat(anthropic.rest())
          .contains("\"type\":\"error\"", "\"not_found_error\"", "Not Found", "\"request_id\"");
      assertThat(bench.calls()).isEqualTo(2);
    }
  }

  @Test
  void readsAnErrorInDisguise() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.answer("200 OK", "{\"error\":{\"message\":\"no\",\"code\":400}}"));

      assertThat(bench.client().post("/tokenize", ASK).reply().status()).isEqualTo(400);
    }
  }

  @Test
  void refusesOneMoreThanMayBeUnderWay() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(EngineTalk::awaitHangUp);
      var clients = new ArrayList<RawClient>();
      for (int i = 0; i < PER_POD_MAX; i++) {
        clients.add(bench.client().post("/tokenize", ASK));
      }
      Await.until("all are under way", () -> bench.calls() == PER_POD_MAX);

      var refused = bench.client().post("/tokenize", ASK).reply();

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(refused.header("x-spillway-reason")).isEqualTo("visits_full");
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.REFUSED);
      assertThat(bench.calls()).isEqualTo(PER_POD_MAX);

      clients.getFirst().close();
      Await.until("one has left", () -> bench.edge().outcomes().size() == 2);
      bench.next(talk -> talk.answer("200 OK", TOKENS));
      assertThat(bench.client().post("/tokenize", ASK).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void closesTheEngineWhenItsClientLeaves() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(EngineTalk::awaitHangUp);
      var client = bench.client().post("/tokenize", ASK);
      Await.until("the engine was asked", () -> bench.calls() == 1);

      client.close();

      Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.CLIENT_GONE);
      assertThat(bench.edge().outcome().result().status()).isEqualTo(499);
    }
  }

  @Test
  void givesUpOnAPodThatDoesNotAnswer() throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { firstToken: 200ms }").start()) {
      bench.next(EngineTalk::awaitHangUp);

      var reply = bench.client().post("/tokenize", ASK).reply();

      assertThat(reply.status()).isEqualTo(504);
      Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
      bench.edge().awaitIdle();
    }
  }

  @Test
  void endsWithAnErrorWhenTheGatewayLeaves() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(EngineTalk::awaitHangUp);
      var client = bench.client().post("/tokenize", ASK);
      Await.until("the engine was asked", () -> bench.calls() == 1);

      bench.edge().cut();

      assertThat(client.reply().status()).isEqualTo(504);
      bench.edge().awaitIdle();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tokenize", "/detokenize", "/v1/messages/count_tokens"})
  void takesItsMethodOnly(String path) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var reply = bench.client().ask("GET", path).reply();

      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("allow")).isEqualTo("POST");
    }
  }
}
