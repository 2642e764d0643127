package io.spillway.loadtest.engine;

import static io.spillway.loadtest.engine.Exchange.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an engine loads, gets stuck, and leaves, as its traits say. */
final class EngineStatesIT {
  private static final int LONG = 20_000;

  @Test
  void refusesThenSaysThatItLoadsThenServes() {
    try (Pod pod =
        Pod.of(o -> o.with(Trait.LOADING, "refuse-503").withLoadTime(Duration.ofSeconds(20)))) {
      assertThat(connects(pod)).isFalse();
      await("the port opens", () -> connects(pod));

      int loading = pod.get("/health").awaitEnd().status();
      Exchange.done(pod.engine().ready());

      assertThat(loading).isEqualTo(503);
      assertThat(pod.get("/health").awaitEnd().status()).isEqualTo(200);
    }
  }

  @Test
  void hangsUpOnWhoeverConnectsWhileItLoads() {
    try (Pod pod =
        Pod.of(o -> o.with(Trait.LOADING, "drop").withLoadTime(Duration.ofSeconds(20)))) {
      await("the port opens", () -> connects(pod));

      Exchange early = pod.get("/health").awaitEnd();
      Exchange.done(pod.engine().ready());

      assertThat(early.end()).isEqualTo(Exchange.End.BROKEN);
      assertThat(early.status()).isZero();
      assertThat(pod.stream(1).awaitEnd().text()).contains("[DONE]");
    }
  }

  @Test
  void abortsWhatComesAfterItWasToldToStop() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.SIGTERM, "abort-accept"))) {
      Exchange old = pod.stream(LONG).awaitText("content\":\"t");

      Future<Void> stopping = pod.engine().stop();
      assertThat(old.awaitEnd().text()).contains("\"finish_reason\":\"abort\"");
      Exchange stream = pod.stream(3).awaitEnd();
      Exchange chat = pod.chat(3, Pod.PLAIN).awaitEnd();

      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.events()).hasSize(2).last().isEqualTo("[DONE]");
      assertThat(stream.text()).contains("\"role\":\"assistant\"").doesNotContain("abort");
      assertThat(chat.status()).isEqualTo(200);
      assertThat(chat.text()).contains("\"content\":\"\"", "\"finish_reason\":\"abort\"");
      Exchange.done(stopping);
      assertThat(connects(pod)).isFalse();
    }
  }

  @Test
  void letsOldRequestsEndAndAbortsNewOnes() {
    try (Pod pod = Pod.ready(o -> o.with(Trait.SIGTERM, "drain-abort"))) {
      Exchange old = pod.stream(600).awaitText("content\":\"t");

      Future<Void> stopping = pod.engine().stop();
      Exchange late = pod.stream(3).awaitEnd();

      assertThat(late.events()).hasSize(2);
      assertThat(old.awaitEnd().text()).contains("\"finish_reason\":\"stop\"");
      Exchange.done(stopping);
    }
  }

  @ParameterizedTest
  @CsvSource({"lies, 200", "honest, 503"})
  void saysOrHidesThatItSleepsOrIsWedged(String health, int status) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.HEALTH, health))) {
      pod.engine().failures(Failures.of(Failure.of(FailureKind.WEDGED)));
      await("wedged", () -> pod.get("/health").awaitEnd().status() == status);
      pod.engine().failures(Failures.NONE);
      int well = pod.get("/health").awaitEnd().status();
      pod.post("/sleep", "").awaitEnd();

      assertThat(well).isEqualTo(200);
      assertThat(pod.get("/health").awaitEnd().status()).isEqualTo(status);
    }
  }

  @Test
  void stopsInTheMiddleOfStreamsWhenItIsWedgedAndGoesOnWhenItIsNot() {
    try (Pod pod = Pod.ready(o -> o)) {
      Exchange stream = pod.stream(2000).awaitText("content\":\"t");

      pod.engine().failures(Failures.of(Failure.of(FailureKind.WEDGED)));
      Exchange late = pod.stream(1).awaitStatus();
      await("one waits", () -> pod.counters().waiting() == 1);
      long produced = pod.counters().generatedTokens();

      assertThat(late.text()).isEmpty();
      assertThat(stream.end()).isEqualTo(Exchange.End.OPEN);
      assertThat(pod.get("/health").awaitEnd().status()).isEqualTo(200);
      assertThat(pod.counters().generatedTokens()).isEqualTo(produced);
      pod.engine().failures(Failures.NONE);
      assertThat(stream.awaitEnd().text()).endsWith("data: [DONE]\n\n");
      assertThat(late.awaitEnd().text()).contains("[DONE]");
    }
  }

  @ParameterizedTest
  @CsvSource({"yes, true", "no, false"})
  void saysHowMuchWasCached(String cached, boolean said) {
    try (Pod pod = Pod.ready(o -> o.with(Trait.CACHED_TOKENS, cached))) {
      assertThat(pod.chat(1, Pod.PLAIN).awaitEnd().text().contains("cached_tokens"))
          .isEqualTo(said);
    }
  }

  @Test
  void showsTheTokensItWastedAmongItsMetrics() {
    var delay = Duration.ofMillis(200);
    try (Pod pod = Pod.ready(o -> o.withBehaviour(o.behaviour().withAbortDelay(delay)))) {
      pod.chat(LONG, Pod.PLAIN);
      Exchange stream = pod.stream(LONG).awaitText("content\":\"t");
      stream.leave();

      await("tokens are wasted", () -> pod.counters().wastedTokens() > 0);

      assertThat(pod.get("/metrics").awaitEnd().text())
          .containsPattern("simulator:wasted_tokens_total [1-9]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"VLLM 0 0", "TRTLLM 1 1", "SGLANG 2 4"})
  void noticesThatAClientLeftWhenItsEngineLooks(String expected) {
    String[] parts = expected.split(" ", -1);
    var delay = EngineOptions.Behaviour.of(EnginePreset.valueOf(parts[0])).abortDelay();

    assertThat(delay.stream()).hasSeconds(Long.parseLong(parts[1]));
    assertThat(delay.whole()).hasSeconds(Long.parseLong(parts[2]));
  }

  private static boolean connects(Pod pod) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), pod.engine().port())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
