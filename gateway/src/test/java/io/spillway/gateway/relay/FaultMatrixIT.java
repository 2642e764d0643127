package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.DONE;
import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.Events.ROLE;
import static io.spillway.gateway.relay.Events.data;
import static io.spillway.gateway.relay.Events.text;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import io.spillway.router.PoolSnapshot;
import io.spillway.router.health.Health;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What engines do wrong, and what a client sees of it. Nothing is held afterwards. */
@Timeout(60)
class FaultMatrixIT {
  private static final String TOO_MANY =
      data("{\"error\":{\"message\":\"full\",\"type\":\"x\",\"code\":429}}");

  /** Ways to die of a request. */
  static Stream<FakeEngine.Script> deaths() {
    return Stream.of(
        EngineTalk::rst,
        EngineTalk::fin,
        talk -> talk.raw("HTTP/1.1 20").fin(),
        talk -> talk.raw("HTTP/1.1 200 OK\r\ncontent-type: text/ev").rst(),
        talk -> talk.streamHead().fin(),
        talk -> talk.streamHead().chunk(ROLE).rst(),
        talk -> talk.raw("HTTP/1.1 500 x\r\ncontent-length: 50\r\n\r\n{").fin());
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void aRequestThatTwoPodsDiedOfIsNotSentToAThird(FakeEngine.Script death) throws Exception {
    try (var bench = RelayBench.plan().pods(3).targets(1, "").start()) {
      bench.next(death);

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.rest()).contains("\"code\":\"endpoints_died\"");
      assertThat(reply.header("x-spillway-attempts")).isEqualTo("2");
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(2);
      assertThat(bench.target().requests()).isEmpty();
      assertThat(bench.edge().retries()).containsExactly("died");
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.FAILED);
    }
  }

  @Test
  void noRequestOfItsKindIsSentToAThirdEither() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.next(EngineTalk::rst);

      var reply = bench.client().post("/tokenize", "{\"model\":\"m\",\"prompt\":\"hi\"}").reply();

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.rest()).contains("\"code\":\"endpoints_died\"");
      assertThat(bench.calls()).isEqualTo(2);
    }
  }

  @Test
  void podsThatDieOfARequestOnReusedConnectionsAreCountedToo() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      for (int i = 0; i < 40; i++) {
        assertThat(bench.chat(WHOLE.replace("hi", "hi " + i)).status()).isEqualTo(200);
      }
      bench.edge().awaitIdle();
      int before = bench.calls();
      for (int i = 0; i < 3; i++) {
        FakeEngine pod = bench.pod(i);
        assertThat(pod.requests()).isNotEmpty();
        pod.usually(_ -> pod.die());
      }

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.rest()).contains("\"code\":\"endpoints_died\"");
      assertThat(bench.calls()).isEqualTo(before + 2);
    }
  }

  @Test
  void aServerErrorIsNoDeathAndIsTriedOnAThirdPod() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.inTurn(EngineTalk::rst, talk -> talk.answer("500 x", "{}"));

      assertThat(bench.chat(STREAM).rest()).isEqualTo(HELLO_SHOWN);
      assertThat(bench.calls()).isEqualTo(3);
      assertThat(bench.edge().retries()).containsExactly("died", "failed");
    }
  }

  /** Row 6. */
  @ParameterizedTest
  @MethodSource("deaths")
  void aDeathBeforeTheFirstTokenIsInvisible(FakeEngine.Script death) throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.inTurn(death);

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(HELLO_SHOWN);
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(2);
      assertThat(bench.edge().outcome().tokens().output()).isEqualTo(2);
    }
  }

  /** Row 7. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeathMidStreamIsVisibleAndNoHalfEventIsPassedOn(boolean hard) throws Exception {
    var seen = new CountDownLatch(1);
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.next(talk -> {
        talk.streamHead().chunk(ROLE + text("a") + "data: {\"half");
        seen.await();
        if (hard) {
          talk.rst();
        } else {
          talk.fin();
        }
      });
      var client = bench.client().chat(STREAM);

      Reply reply = client.reply();
      assertThat(reply.event()).isEqualTo(ROLE);
      assertThat(reply.event()).isEqualTo(text("a"));
      seen.countDown();

      assertThat(reply.cut())
          .startsWith("event: error\ndata: {\"error\":")
          .contains("upstream_stream_broken")
          .doesNotContain("[DONE]", "half");
      assertThat(client.closedByGateway()).isTrue();
      assertBroken(bench);
    }
  }

  /** Row 8. */
  @Test
  void aStallMidStreamEndsAtTheIdleLimitAndTheEngineIsHungUpOn() throws Exception {
    try (var bench = RelayBench.plan().pods(2).server("timeouts: { idle: 300ms }").start()) {
      bench.next(talk -> talk.streamHead().chunk(ROLE + text("a")).awaitHangUp());

      String cut = bench.chat(STREAM).cut();

      assertThat(cut)
          .startsWith(ROLE + text("a") + "event: error")
          .contains("upstream_timeout")
          .doesNotContain("[DONE]");
      Await.until("the engine is hung up on", () -> hangUps(bench, 2) == 1);
      assertBroken(bench);
    }
  }

  /** Ways to fail in the middle of a stream. */
  static Stream<FakeEngine.Script> breaks() {
    String begun = ROLE + text("a");
    return Stream.of(
        talk -> talk.streamHead().chunk(begun).rst(),
        talk -> talk.streamHead().chunk(begun).fin(),
        talk -> talk.streamHead().chunk(begun).awaitHangUp(),
        talk -> talk.stream(begun));
  }

  /** Rows 7, 8 and 11: the pod is at fault. */
  @ParameterizedTest
  @MethodSource("breaks")
  void aPodThatBreaksStreamAfterStreamGetsNoMore(FakeEngine.Script broken) throws Exception {
    try (var bench = RelayBench.plan().pods(2).server("timeouts: { idle: 300ms }").start()) {
      bench.pod(0).usually(broken);

      for (int i = 0; i < 16; i++) {
        bench.client().chat(STREAM.replace("hi", "hi " + i));
      }

      Await.until("it is ejected", () -> healths(bench).contains(Health.EJECTED));
      assertThat(healths(bench)).containsExactlyInAnyOrder(Health.EJECTED, Health.WELL);
      bench.edge().awaitIdle();
    }
  }

  /** Row 9. */
  @Test
  void anErrorBeforeADoneIsAFailureThoughTheStatusWas200() throws Exception {
    String error = data("{\"error\":{\"message\":\"boom\",\"code\":500}}") + DONE;
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.inTurn(
          talk -> talk.stream(ROLE + error), talk -> talk.stream(ROLE + text("a") + error));

      String cut = bench.chat(STREAM).cut();

      assertThat(cut).startsWith(ROLE + text("a") + "event: error").doesNotContain("[DONE]");
      assertThat(bench.edge().retries()).containsExactly("failed");
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(2);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
    }
  }

  /** Row 10. */
  @Test
  void fullPodsThatSaySoInTheStreamAreAskedOnceEachAndNeverInALoop() throws Exception {
    try (var bench = RelayBench.plan().pods(5).start()) {
      bench.next(talk -> talk.stream(TOO_MANY + DONE));

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("retry-after")).isEqualTo("1");
      bench.edge().awaitIdle();
      assertThat(bench.edge().retries()).hasSize(2).containsOnly("refused");
      assertThat(bench.calls()).isEqualTo(RetryRule.ATTEMPTS_MAX);
      for (int i = 0; i < 5; i++) {
        assertThat(bench.pod(i).requests()).hasSizeLessThan(2);
      }
    }
  }

  /** Row 11. */
  @Test
  void aCleanEndWithoutAFinishIsVisible() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.stream(ROLE + text("a")));
      var client = bench.client().chat(STREAM);

      String cut = client.reply().cut();

      assertThat(cut)
          .startsWith(ROLE + text("a") + "event: error")
          .contains("upstream_stream_broken")
          .doesNotContain("[DONE]");
      assertThat(client.closedByGateway()).isTrue();
      assertBroken(bench);
    }
  }

  private static List<Health> healths(RelayBench bench) {
    return bench.edge().runtime().snapshot().pool().endpoints().stream()
        .map(PoolSnapshot.Endpoint::health)
        .toList();
  }

  private static int hangUps(RelayBench bench, int pods) {
    int sum = 0;
    for (int i = 0; i < pods; i++) {
      sum += bench.pod(i).hangUps();
    }
    return sum;
  }

  private static void assertBroken(RelayBench bench) {
    bench.edge().awaitIdle();
    assertThat(bench.calls()).isEqualTo(1);
    assertThat(bench.edge().retries()).isEmpty();
    assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
  }
}
