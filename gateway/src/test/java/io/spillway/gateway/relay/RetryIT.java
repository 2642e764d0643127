package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.Events.text;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RetryIT {
  private static final String ERROR = "{\"error\":{\"message\":\"no\",\"code\":1}}";
  private static final String HELLO_NAMED = HELLO_SHOWN.replace("\"served\"", "\"m\"");

  /** Failures of an engine before it produced anything. */
  static Stream<FakeEngine.Script> failures() {
    return Stream.of(
        EngineTalk::rst,
        EngineTalk::fin,
        talk -> talk.raw("HTTP/1.1 20").fin(),
        talk -> talk.raw("HTTP/1.1 200 OK\r\ncontent-type: text/event").rst(),
        talk -> talk.raw("garbage\r\n\r\n").fin(),
        talk -> talk.streamHead().fin(),
        talk -> talk.streamHead().chunk(Events.ROLE).rst(),
        talk -> talk.raw("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{").fin(),
        talk -> talk.answer("500 x", ERROR),
        talk -> talk.answer("502 x", ERROR),
        talk -> talk.answer("503 x", ERROR, "retry-after: 7"),
        talk -> talk.answer("504 x", ERROR),
        talk -> talk.answer("429 x", ERROR),
        talk -> talk.answer("529 x", ERROR),
        talk -> talk.answer("401 x", "{\"error\":\"Unauthorized\"}"),
        talk -> talk.answer("307 x", "", "location: http://127.0.0.1:1/"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureBeforeAnythingWasProducedIsInvisible(FakeEngine.Script failure) throws Exception {
    for (String body : List.of(STREAM, WHOLE)) {
      try (var bench = RelayBench.plan().pods(2).start()) {
        bench.inTurn(failure);

        var reply = bench.chat(body);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.rest()).isEqualTo(body.equals(STREAM) ? HELLO_SHOWN : Events.ANSWER);
        assertThat(reply.header("x-spillway-attempts")).isEqualTo("2");
        assertThat(reply.header("x-spillway-reason")).isEqualTo("retry");
        bench.edge().awaitIdle();
        assertThat(bench.pod(0).requests()).hasSize(1);
        assertThat(bench.pod(1).requests()).hasSize(1);
        assertThat(bench.edge().retries()).hasSize(1);
      }
    }
  }

  @Test
  void aRefusedConnectionIsInvisibleAndReported() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.pod(0).die();

      for (int i = 0; i < 50 && bench.edge().refusing().isEmpty(); i++) {
        String other = STREAM.replace("\"hi\"", "\"hi " + i + "\"");
        assertThat(bench.chat(other).rest()).isEqualTo(HELLO_SHOWN);
      }

      assertThat(bench.edge().refusing()).isNotEmpty().allMatch(id -> id.name().equals("pod-0"));
    }
  }

  @Test
  void triesThreePodsAtMostAndNoneTwice() throws Exception {
    try (var bench = RelayBench.plan().pods(5).start()) {
      bench.next(talk -> talk.answer("500 x", ERROR));

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.header("x-spillway-attempts")).isEqualTo("3");
      assertThat(bench.calls()).isEqualTo(3);
      for (int i = 0; i < 5; i++) {
        assertThat(bench.pod(i).requests()).hasSizeLessThan(2);
      }
    }
  }

  @Test
  void retriesStayWithinTheBudget() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.next(talk -> talk.answer("500 x", ERROR));
      var client = bench.client();
      for (int i = 0; i < 20; i++) {
        assertThat(client.chat(WHOLE).reply().rest()).contains("error");
      }

      assertThat(bench.calls()).isEqualTo(23);
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "1.2, 2", "3600, 60", "0, 1", "soon, 1", "-5, 1"})
  void aFailureOfEveryPodIsTheLastPodsFailure(String asked, String told) throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.answer("503 x", ERROR, "retry-after: " + asked));

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("retry-after")).isEqualTo(told);
      assertThat(reply.rest()).contains("server_is_overloaded");
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "404", "422"})
  void passesARefusalOfTheRequestItselfOn(int status) throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk ->
          talk.answer(
              status + " x", "{\"object\":\"error\",\"message\":\"too long\",\"code\":400}"));

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.rest())
          .startsWith("{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\"");
      assertThat(bench.calls()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"401 Unauthorized", "403 Forbidden", "307 Temporary Redirect"})
  void hidesWhatOnlyTheOperatorCanMend(String status) throws Exception {
    try (var bench = RelayBench.plan().start();
        var elsewhere = FakeEngine.start()) {
      bench.next(talk -> talk.answer(status, "", "location: " + elsewhere.url() + "/v1/x"));

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.header("location")).isNull();
      assertThat(elsewhere.connections()).isZero();
    }
  }

  @Test
  void nothingIsTriedAgainAfterContent() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.streamHead().chunk(text("a")).rst());

      assertThat(bench.chat(STREAM).cut()).startsWith(text("a") + "event: error");
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStaleConnectionIsReplacedUnseenEvenWithOnePod(boolean hard) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench
          .pod()
          .then(EngineTalk::hello)
          .then(talk -> {
            if (hard) {
              talk.rst();
            } else {
              talk.fin();
            }
          });
      assertThat(bench.chat(STREAM).rest()).isEqualTo(HELLO_SHOWN);
      Await.until("the connection is idle", () -> bench.edge().inFlight() == 0);

      var reply = bench.chat(STREAM);

      assertThat(reply.rest()).isEqualTo(HELLO_SHOWN);
      assertThat(reply.header("x-spillway-attempts")).isEqualTo("1");
      assertThat(bench.pod().connections()).isEqualTo(2);
      assertThat(bench.edge().retries()).isEmpty();
    }
  }

  @Test
  void aConnectionIsUsedAgainAfterACompleteStream() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      for (int i = 0; i < 5; i++) {
        assertThat(bench.chat(i % 2 == 0 ? STREAM : WHOLE).status()).isEqualTo(200);
        bench.edge().awaitIdle();
      }
      assertThat(bench.pod().connections()).isLessThan(5);
    }
  }

  @Test
  void opensAsManyConnectionsAsThereAreSlots() throws Exception {
    var all = new java.util.concurrent.CountDownLatch(60);
    try (var bench = RelayBench.plan().selfHosted("concurrencyPerPod: 64").start()) {
      bench.next(talk -> {
        all.countDown();
        all.await();
        talk.hello();
      });
      var clients = new java.util.ArrayList<RawClient>();
      for (int i = 0; i < 60; i++) {
        clients.add(bench.client().chat(STREAM));
      }
      for (RawClient client : clients) {
        assertThat(client.reply().rest()).isEqualTo(HELLO_SHOWN);
      }
      assertThat(bench.edge().retries()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aTargetThatRefusesIsLeftForTheNext(int status) throws Exception {
    try (var bench = RelayBench.plan().targets(2, "").start()) {
      bench.edge().serve(0);
      bench.target(0).usually(talk -> talk.answer(status + " x", ERROR, "retry-after: 5"));

      assertThat(bench.chat(STREAM).rest()).isEqualTo(HELLO_NAMED);
      assertThat(bench.chat(STREAM).rest()).isEqualTo(HELLO_NAMED);

      assertThat(bench.target(0).requests()).hasSize(1);
      assertThat(bench.target(1).requests()).hasSize(2);
      assertThat(bench.edge().runtime().snapshot().targets().getFirst().state())
          .isEqualTo("cooling_down");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, WHOLE})
  void anErrorInA200IsReadLikeAnyOther(String body) throws Exception {
    String bad = "{\"error\":{\"message\":\"bad\",\"code\":400}}";
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.answer("200 OK", bad, "content-type: application/json"));

      var reply = bench.chat(body);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.rest()).contains("\"message\":\"bad\"");
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().decision().attempts()).isEqualTo(1);
    }
  }

  @Test
  void aTargetThatRefusedIsNotPaid() throws Exception {
    String price = "price: { usdPerMTokIn: 1000, usdPerMTokOut: 2000 }";
    try (var bench = RelayBench.plan().targets(2, price).start()) {
      bench.edge().serve(0);
      bench.target(0).usually(talk -> talk.answer("429 x", ERROR));

      var reply = bench.chat(STREAM.replace("\"hi\"", "\"" + "word ".repeat(100) + "\""));

      assertThat(reply.rest()).isEqualTo(HELLO_NAMED);
      bench.edge().awaitIdle();
      var outcome = bench.edge().outcome();
      assertThat(outcome.decision().attempts()).isEqualTo(2);
      double usd = (outcome.tokens().prompt() * 1000 + outcome.tokens().output() * 2000) / 1e6;
      assertThat(outcome.costUsd()).isCloseTo(usd, within(1e-9));
    }
  }

  @Test
  void aTargetThatMayHaveWorkedIsNotAskedTwice() throws Exception {
    try (var bench = RelayBench.plan().targets(2, "").start()) {
      bench.edge().serve(0);
      bench.target(0).usually(talk -> talk.answer("500 x", ERROR));

      assertThat(bench.chat(STREAM).status()).isEqualTo(500);
      assertThat(bench.target(1).requests()).isEmpty();
    }
  }

  @Test
  void podsThatAllFailedLeaveTheRequestToATarget() throws Exception {
    try (var bench = RelayBench.plan().pods(1).targets(1, "").start()) {
      bench.next(talk -> talk.answer("500 x", ERROR));

      var reply = bench.chat(STREAM);

      assertThat(reply.rest()).isEqualTo(HELLO_NAMED);
      assertThat(reply.header("x-spillway-tier")).isEqualTo("overflow");
      assertThat(reply.header("x-spillway-reason")).isEqualTo("pods_failed");
    }
  }

  @Test
  void aRequestThatNoPodMayBeGivenAnyMoreLeavesForATarget() throws Exception {
    try (var bench = RelayBench.plan().pods(5).targets(1, "").start()) {
      bench.next(talk -> talk.answer("500 x", ERROR));
      var client = bench.client();

      for (int i = 0; i < 20; i++) {
        assertThat(client.chat(WHOLE).reply().header("x-spillway-tier")).isEqualTo("overflow");
      }

      assertThat(bench.calls()).isEqualTo(23);
      assertThat(bench.target().requests()).hasSize(20);
    }
  }
}
