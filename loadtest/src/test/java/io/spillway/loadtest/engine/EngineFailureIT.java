package io.spillway.loadtest.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each failure does what its name says. */
final class EngineFailureIT {
  private static final Pod POD =
      Pod.ready(options -> options.withBehaviour(options.behaviour().withTokenIds(true)));

  @AfterAll
  static void stop() {
    POD.close();
  }

  @ParameterizedTest
  @CsvSource({
    // failure, status, end, tokens, finish reason, error event, [DONE]
    "error-first,   200, CLEAN,  0, none,   true,  true",
    "error-after=2, 200, CLEAN,  2, none,   true,  true",
    "error-after=9, 200, CLEAN,  4, none,   true,  true",
    "abort-after=2, 200, CLEAN,  2, abort,  false, true",
    "role-done,     200, CLEAN,  0, none,   false, true",
    "end-after=2,   200, CLEAN,  2, none,   false, false",
    "no-done,       200, CLEAN,  4, stop,   false, false",
    "reset-after=2, 200, BROKEN, 2, none,   false, false",
    "half-event=2,  200, BROKEN, 2, none,   false, false",
    "drip=1,        200, CLEAN,  4, stop,   false, true",
    "status=500,    500, CLEAN,  0, none,   false, false",
    "status=429,    429, CLEAN,  0, none,   false, false",
  })
  void breaksAStream(
      String failure,
      int status,
      String end,
      int tokens,
      String finish,
      boolean error,
      boolean done) {
    Exchange exchange = POD.stream(4, headers(failure)).awaitEnd();

    String text = exchange.text();
    assertThat(exchange.status()).isEqualTo(status);
    assertThat(exchange.end().name()).isEqualTo(end);
    for (int token = 0; token < 4; token++) {
      assertThat(text.contains("r:" + token + " \"}")).as(text).isEqualTo(token < tokens);
    }
    assertThat(text.contains("\"finish_reason\":\"" + finish)).isEqualTo(!finish.equals("none"));
    assertThat(text.contains("data: {\"error\"")).isEqualTo(error);
    assertThat(text.endsWith("data: [DONE]\n\n")).isEqualTo(done);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stall-after=2", "comments=5", "silence"})
  void saysNoMoreAndStaysOpen(String failure) {
    Exchange exchange = POD.stream(4, headers(failure)).awaitStatus();

    switch (failure) {
      case "comments=5" -> exchange.awaitText(": ping\n\n: ping\n\n");
      case "stall-after=2" -> exchange.awaitText("r:1 ");
      default -> {}
    }
    // Another request that ends shows that the engine had time to say more.
    assertThat(POD.stream(4).awaitEnd().text()).contains("[DONE]");
    assertThat(exchange.end()).isEqualTo(Exchange.End.OPEN);
    assertThat(exchange.text()).doesNotContain("r:2 ").doesNotContain("[DONE]");
    exchange.leave();
  }

  @Test
  void hangsBeforeTheHead() {
    Exchange exchange = POD.stream(4, headers("hang"));

    assertThat(POD.stream(4).awaitEnd().text()).contains("[DONE]");
    assertThat(exchange.status()).isZero();
    assertThat(exchange.end()).isEqualTo(Exchange.End.OPEN);
  }

  @Test
  void redirectsElsewhere() {
    Exchange exchange = POD.stream(4, headers("redirect")).awaitEnd();

    assertThat(exchange.status()).isEqualTo(307);
    assertThat(exchange.location()).endsWith("/v1/chat/completions");
  }

  @ParameterizedTest
  @CsvSource({
    "error-after=2, 500, CLEAN",
    "status=503,    503, CLEAN",
    "abort-after=2, 200, CLEAN",
    "reset-after=2, 0,   BROKEN",
  })
  void breaksAnAnswerInOnePiece(String failure, int status, String end) {
    Exchange exchange = POD.chat(4, headers(failure)).awaitEnd();

    assertThat(exchange.status()).isEqualTo(status);
    assertThat(exchange.end().name()).isEqualTo(end);
    assertThat(exchange.text().contains("\"finish_reason\":\"abort\"")).isEqualTo(status == 200);
  }

  @Test
  void failsAsTheBodyAsks() {
    String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"sim_fail\":\"%s\"}";
    Exchange failed = POD.post("/v1/chat/completions", chat.formatted("status=418")).awaitEnd();
    Exchange unknown = POD.post("/v1/chat/completions", chat.formatted("status=1")).awaitEnd();

    assertThat(failed.status()).isEqualTo(418);
    assertThat(unknown.status()).isEqualTo(400);
  }

  @Test
  void failsAShareOfRequestsUntilItIsSwitchedOff() {
    int failed = 0;
    POD.engine().failures(Failures.of(Failure.parse("status=503@0.5")));
    for (int i = 0; i < 40; i++) {
      failed += POD.stream(1).awaitEnd().status() == 503 ? 1 : 0;
    }
    POD.engine().failures(Failures.NONE);

    assertThat(failed).isBetween(5, 35);
    assertThat(POD.stream(1).awaitEnd().status()).isEqualTo(200);
  }

  @Test
  void saysItIsUnhealthyAndServesAllTheSame() {
    POD.engine().failures(Failures.of(Failure.of(FailureKind.UNHEALTHY)));
    int health = POD.get("/health").awaitEnd().status();
    int chat = POD.stream(1).awaitEnd().status();
    POD.engine().failures(Failures.NONE);

    assertThat(health).isEqualTo(503);
    assertThat(chat).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "status=200", "status=x", "hang@0", "hang@2", "drip=-1"})
  void refusesAFailureItDoesNotKnow(String text) {
    assertThatThrownBy(() -> Failure.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected:");
  }

  private static Map<String, String> headers(String failure) {
    return Map.of("x-sim-fail", failure, "x-request-id", "r");
  }
}
