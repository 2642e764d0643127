package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.DONE;
import static io.spillway.gateway.relay.Events.HELLO;
import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.Events.ROLE;
import static io.spillway.gateway.relay.Events.STOP;
import static io.spillway.gateway.relay.Events.USAGE;
import static io.spillway.gateway.relay.Events.data;
import static io.spillway.gateway.relay.Events.finish;
import static io.spillway.gateway.relay.Events.text;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StreamIT {
  private static final String USAGE_ASKED =
      STREAM.replace(
          "\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}");

  @Test
  void passesAStreamOnUnchanged() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
      assertThat(reply.header("x-accel-buffering")).isEqualTo("no");
      assertThat(reply.rest()).isEqualTo(HELLO_SHOWN);
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(bench.edge().outcome().tokens().output()).isEqualTo(2);
    }
  }

  @Test
  void showsTheUsageEventToAClientThatAskedForIt() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      assertThat(bench.chat(USAGE_ASKED).rest()).isEqualTo(HELLO);
    }
  }

  @Test
  void passesOnTheSameTextWhereverTheNetworkCutsIt() throws Exception {
    var random = new SplittableRandom(7);
    String events =
        ROLE
            + ": a comment\n\n"
            + text("grün 😀")
            + text("b").replace("\n\n", "\r\n\r\n")
            + text("c")
            + STOP
            + USAGE
            + DONE;
    byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> {
        talk.streamHead();
        for (int from = 0; from < bytes.length; ) {
          int to = Math.min(bytes.length, from + 1 + random.nextInt(60));
          talk.chunk(bytes, from, to);
          from = to;
        }
        talk.end();
      });
      var client = bench.client();
      for (int i = 0; i < 100; i++) {
        assertThat(client.chat(STREAM).reply().rest())
            .isEqualTo(events.replace(": a comment\n\n", "").replace(USAGE, ""));
      }
    }
  }

  @Test
  void sendsAnEventAtOnceAndNeverHalfOfOne() throws Exception {
    var seen = new CountDownLatch(1);
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> {
        talk.streamHead().chunk(ROLE + text("a") + "data: {\"half");
        seen.await();
        talk.fin();
      });

      var reply = bench.chat(STREAM);

      assertThat(reply.event()).isEqualTo(ROLE);
      assertThat(reply.event()).isEqualTo(text("a"));
      seen.countDown();
      assertThat(reply.cut()).startsWith("event: error\ndata: {").doesNotContain("half");
    }
  }

  @Test
  void holdsThePreambleUntilTheFirstRealEvent() throws Exception {
    var go = new CountDownLatch(1);
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> {
        talk.streamHead().chunk(ROLE);
        go.await();
        talk.answer("x", "").fin();
      });
      var client = bench.client().chat(STREAM);
      Await.until("the engine was asked", () -> bench.calls() == 1);
      go.countDown();

      assertThat(client.reply().status()).isEqualTo(502);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data: [DO", "data: [DONE]"})
  void suppliesAMissingEndWhenEveryChoiceHasFinished(String cut) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(ROLE + text("a") + STOP + cut));

      var reply = bench.chat(STREAM);

      assertThat(reply.rest()).isEqualTo(ROLE + text("a") + STOP + DONE);
    }
  }

  @Test
  void isNotCompleteBeforeEveryChoiceHasFinished() throws Exception {
    String two = STREAM.replace("\"stream\"", "\"n\":2,\"stream\"");
    try (var bench = RelayBench.plan().start()) {
      bench.inTurn(
          talk -> talk.stream(text(0, "a") + text(1, "b") + finish(0, "stop") + DONE),
          talk ->
              talk.stream(
                  text(0, "a") + text(1, "b") + finish(0, "stop") + finish(1, "length") + DONE));

      var cut = bench.chat(two).cut();
      var whole = bench.chat(two).rest();

      assertThat(cut).contains("event: error").doesNotContain("[DONE]");
      assertThat(whole).endsWith(finish(1, "length") + DONE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: [DONE]\n\n",
        "",
        "data: {\"error\":{\"message\":\"x\",\"code\":500}}\n\ndata: [DONE]\n\n",
        "data: {\"object\":\"error\",\"message\":\"x\",\"code\":503}\n\ndata: [DONE]\n\n",
        "data: {\"error\":\"x\"}\n\n",
        "event: error\ndata: {\"error\":{\"message\":\"x\"}}\n\n",
        "data: <html>\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"abort\"}]}\n\ndata: [DONE]\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\ndata: [DONE]\n\n",
      })
  void endsWithAnErrorAndACloseWhenTheStreamBreaks(String end) throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.stream(ROLE + text("a") + end));
      var client = bench.client().chat(STREAM);

      var rest = client.reply().cut();

      assertThat(rest)
          .startsWith(ROLE + text("a") + "event: error\ndata: {\"error\":{\"message\":");
      assertThat(rest).contains("\"type\":", "\"param\":", "\"code\":").doesNotContain("[DONE]");
      assertThat(client.closedByGateway()).isTrue();
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(1);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
    }
  }

  @ParameterizedTest
  @CsvSource({"429, 429", "503, 503", "400, 400", "500, 500", "401, 502"})
  void turnsAnErrorThatComesFirstIntoATrueStatus(int code, int status) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk ->
          talk.stream(data("{\"error\":{\"message\":\"no\",\"code\":" + code + "}}") + DONE));

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.rest()).contains("\"message\":", "\"type\":", "\"param\":", "\"code\":");
      assertThat(reply.header("retry-after")).isEqualTo(code == 429 || code == 503 ? "1" : null);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"error\":{\"message\":\"x\",\"code\":503}}\n\ndata: [DONE]\n\n",
        "data: {\"object\":\"error\",\"message\":\"x\",\"code\":500}\n\n",
        "data: {\"error\":\"x\"}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"abort\"}]}\n\n",
        "data: [DONE]\n\n",
        "",
        "data: junk\n\n",
      })
  void triesAnotherPodWhenAStreamFailsBeforeContent(String first) throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.inTurn(talk -> talk.stream(ROLE + first));

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-spillway-attempts")).isEqualTo("2");
      assertThat(reply.rest()).isEqualTo(HELLO_SHOWN);
      assertThat(bench.pod(0).requests()).hasSize(1);
      assertThat(bench.pod(1).requests()).hasSize(1);
    }
  }

  @Test
  void givesUpAnEngineWhosePreambleIsTooLarge() throws Exception {
    String role = ROLE.replace("\"id\":\"c\"", "\"id\":\"" + "x".repeat(9000) + "\"");
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> {
        talk.streamHead();
        for (int i = 0; i < 8; i++) {
          talk.chunk(role);
        }
        talk.awaitHangUp();
      });

      assertThat(bench.chat(STREAM).status()).isEqualTo(502);
      Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
    }
  }

  @Test
  void breaksAStreamWhoseEventIsTooLarge() throws Exception {
    String part = "x".repeat(1024 * 1024);
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> {
        talk.streamHead().chunk(text("a") + "data: \"");
        for (int i = 0; i < 9; i++) {
          talk.chunk(part);
        }
        talk.awaitHangUp();
      });

      var reply = bench.chat(STREAM);

      assertThat(reply.event()).isEqualTo(text("a"));
      assertThat(reply.cut()).startsWith("event: error");
      bench.edge().awaitIdle();
    }
  }

  @Test
  void restoresTheModelNameOfATargetInStreams() throws Exception {
    try (var bench = RelayBench.plan().targets(1, "model: served").start()) {
      bench.edge().serve(0);

      var reply = bench.chat(STREAM.replace("\"m\"", "\"alias\""));

      assertThat(reply.header("x-spillway-tier")).isEqualTo("overflow");
      assertThat(reply.rest()).isEqualTo(HELLO_SHOWN.replace("\"served\"", "\"alias\""));
      assertThat(bench.target().requests().getFirst().line())
          .isEqualTo("POST /v1/chat/completions HTTP/1.1");
      assertThat(bench.target().requests().getFirst().body()).contains("\"model\":\"served\"");
    }
  }

  @Test
  void restoresTheModelNameOfATargetInWholeAnswers() throws Exception {
    try (var bench = RelayBench.plan().targets(1, "").start()) {
      bench.edge().serve(0);

      var reply = bench.chat(WHOLE.replace("\"m\"", "\"alias\""));

      assertThat(reply.rest()).isEqualTo(Events.ANSWER.replace("\"served\"", "\"alias\""));
    }
  }

  @Test
  void leavesTheModelNameOfAPodAsItIs() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      assertThat(bench.chat(WHOLE.replace("\"m\"", "\"alias\"")).rest()).isEqualTo(Events.ANSWER);
    }
  }

  @Test
  void doesNotTakeAnErrorWithStatus200ForAnAnswer() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.inTurn(talk -> talk.answer("200 OK", "{\"error\":{\"message\":\"x\",\"code\":500}}"));

      assertThat(bench.chat(WHOLE).rest()).isEqualTo(Events.ANSWER);
      assertThat(bench.calls()).isEqualTo(2);
    }
  }
}
