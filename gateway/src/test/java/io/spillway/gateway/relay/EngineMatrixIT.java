package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.ANSWER;
import static io.spillway.gateway.relay.Events.DONE;
import static io.spillway.gateway.relay.Events.HELLO;
import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.Events.ROLE;
import static io.spillway.gateway.relay.Events.STOP;
import static io.spillway.gateway.relay.Events.finish;
import static io.spillway.gateway.relay.Events.text;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.relay.EngineBytes.Refusal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One row per engine, one test per rule: clients see no difference between engines. */
@Timeout(60)
class EngineMatrixIT {
  private static final List<String> BOTH = List.of(STREAM, WHOLE);
  private static final Set<String> SHOWN_HEADERS =
      Set.of(
          "content-type",
          "content-length",
          "transfer-encoding",
          "cache-control",
          "x-accel-buffering",
          "x-request-id",
          "x-spillway-tier",
          "x-spillway-endpoint",
          "x-spillway-reason",
          "x-spillway-queue-ms",
          "x-spillway-attempts",
          "set-cookie");

  static Stream<EngineBytes> engines() {
    return EngineBytes.all();
  }

  static Stream<Arguments> streamErrors() {
    return engines()
        .flatMap(
            engine -> engine.streamErrors().stream().map(error -> Arguments.of(engine, error)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void aRefusalOfTheRequestIsWrappedAndNotTriedElsewhere(EngineBytes engine) throws Exception {
    for (String body : BOTH) {
      try (var bench = bench(engine, 2)) {
        bench.next(answering(engine.invalid()));

        assertShown(bench.chat(body), engine.invalid());
        assertThat(bench.calls()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void overloadAndFailureAreTriedElsewhere(EngineBytes engine) throws Exception {
    for (Refusal refusal : List.of(engine.overloaded(), engine.failed())) {
      try (var bench = bench(engine, 2)) {
        bench.inTurn(answering(refusal));
        var stream = bench.chat(STREAM);
        bench.inTurn(answering(refusal));
        var whole = bench.chat(WHOLE);

        assertThat(stream.header("x-spillway-attempts")).isEqualTo("2");
        assertThat(stream.rest()).isEqualTo(HELLO_SHOWN);
        assertThat(whole.header("x-spillway-attempts")).isEqualTo("2");
        assertThat(whole.rest()).isEqualTo(ANSWER);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void whereEveryPodIsFullOrFailsTheStatusIsTrue(EngineBytes engine) throws Exception {
    for (Refusal refusal : List.of(engine.overloaded(), engine.failed())) {
      for (String body : BOTH) {
        try (var bench = bench(engine, 2)) {
          bench.next(answering(refusal));

          var reply = bench.chat(body);

          boolean later = refusal.equals(engine.overloaded());
          assertThat(reply.header("retry-after")).isEqualTo(later ? "1" : null);
          assertShown(reply, refusal);
          assertThat(bench.calls()).isEqualTo(2);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streamErrors")
  void anErrorThatComesFirstInAStreamIsTriedElsewhere(EngineBytes engine, Refusal error)
      throws Exception {
    String role = engine.written(ROLE);
    try (var bench = bench(engine, 2)) {
      bench.inTurn(
          talk -> talk.stream(engine.broken(error)),
          EngineTalk::hello,
          talk -> talk.stream(role + engine.broken(error)));

      for (int i = 0; i < 2; i++) {
        var reply = bench.chat(STREAM);
        assertThat(reply.header("x-spillway-attempts")).isEqualTo("2");
        assertThat(reply.rest()).isEqualTo(HELLO_SHOWN);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streamErrors")
  void anErrorThatComesFirstFromEveryPodHasItsTrueStatus(EngineBytes engine, Refusal error)
      throws Exception {
    try (var bench = bench(engine, 2)) {
      bench.next(talk -> talk.stream(engine.written(ROLE) + engine.broken(error)));

      assertShown(bench.chat(STREAM), error);
      assertThat(bench.calls()).isEqualTo(2);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streamErrors")
  void anErrorAfterContentEndsTheStreamAsBroken(EngineBytes engine, Refusal error)
      throws Exception {
    String said = engine.written(ROLE + text("a"));
    assertBroken(engine, said, talk -> talk.stream(said + engine.broken(error)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void aStreamThatOnlySeemsToEndWellIsBroken(EngineBytes engine) throws Exception {
    String said = engine.written(ROLE + text("a"));
    String done = engine.written(DONE);
    String abort = engine.written(finish(0, "abort"));

    assertBroken(engine, said, talk -> talk.stream(said + abort + done));
    assertBroken(engine, said, talk -> talk.stream(said + done));
    assertBroken(engine, said, talk -> talk.stream(said));
    assertBroken(engine, said, talk -> talk.streamHead().chunk(said).fin());
    assertBroken(engine, said, talk -> talk.streamHead().chunk(said).rst());
    String finished = said + engine.written(STOP);
    assertBroken(engine, finished, talk -> talk.streamHead().chunk(finished).fin());
    assertBroken(engine, said, talk -> talk.streamHead().chunk(said + "data: {\"ch").end());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void anAnswerThatWasAbortedBeforeItsFirstWordIsTriedElsewhere(EngineBytes engine)
      throws Exception {
    String role = engine.written(ROLE);
    String done = engine.written(DONE);
    try (var bench = bench(engine, 2)) {
      bench.inTurn(talk -> talk.stream(role + done));
      var truncated = bench.chat(STREAM).rest();
      bench.inTurn(talk -> talk.stream(role + engine.written(finish(0, "abort")) + done));
      var aborted = bench.chat(STREAM).rest();
      bench.inTurn(talk -> talk.answer("200 OK", ANSWER.replace("\"stop\"", "\"abort\"")));
      var whole = bench.chat(WHOLE).rest();

      assertThat(List.of(truncated, aborted)).containsOnly(HELLO_SHOWN);
      assertThat(whole).isEqualTo(ANSWER);
      assertThat(bench.calls()).isEqualTo(6);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void everyWayToWriteAnEventIsReadAlike(EngineBytes engine) throws Exception {
    String hello = engine.written(HELLO);
    String shown = engine.written(HELLO_SHOWN);
    String split = engine.written(HELLO.replace("\"choices\"", "\ndata: \"choices\""));
    try (var bench = bench(engine, 1)) {
      bench.inTurn(
          talk -> talk.stream(":\n\n: ping\n\n" + hello.replace("\n\n", "\n\n:\n\n")),
          talk -> talk.stream(hello.replace("\n", "\r\n")),
          talk -> talk.stream("\ufeff" + hello),
          talk -> talk.stream(split),
          talk -> talk.stream(hello.replace("]}", "],\"error\":null}")));

      assertThat(bench.chat(STREAM).rest()).isEqualTo(shown);
      assertThat(bench.chat(STREAM).rest()).isEqualTo(shown.replace("\n", "\r\n"));
      assertThat(bench.chat(STREAM).rest()).isEqualTo(shown);
      assertThat(bench.chat(STREAM).rest().replace("\ndata" + engine.colon() + "\"ch", "\"ch"))
          .isEqualTo(shown);
      assertThat(bench.chat(STREAM).rest()).isEqualTo(shown);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void aNullErrorIsTakenOutOfAWholeAnswer(EngineBytes engine) throws Exception {
    try (var bench = bench(engine, 1)) {
      bench.inTurn(
          talk -> talk.answer("200 OK", ANSWER.replace("{\"id\"", "{\"error\": null,\"id\"")),
          talk -> talk.answer("200 OK", ANSWER.replace("}}", "},\"error\":null}")));

      assertThat(bench.chat(WHOLE).rest()).isEqualTo(ANSWER);
      assertThat(bench.chat(WHOLE).rest()).isEqualTo(ANSWER);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void noHeaderOfTheEngineReachesTheClient(EngineBytes engine) throws Exception {
    String[] own = {
      "Connection: keep-alive, X-Hop",
      "Keep-Alive: timeout=5",
      "X-Hop: 1",
      "Upgrade: h2c",
      "Proxy-Authenticate: x",
      "TE: trailers",
      "Server: uvicorn",
      "Set-Cookie: engine=1",
      "x-request-id: engine",
      "x-compute-type: gpu",
    };
    try (var bench = bench(engine, 1)) {
      bench.inTurn(
          talk -> talk.answer("200 OK", ANSWER, own),
          talk -> talk.answer("400 x", engine.invalid().body(), own),
          talk ->
              talk.raw(
                      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                          + "transfer-encoding: chunked\r\n"
                          + String.join("\r\n", own)
                          + "\r\n\r\n")
                  .chunk(HELLO)
                  .end());

      for (String body : List.of(WHOLE, WHOLE, STREAM)) {
        var reply = bench.chat(body);
        reply.rest();
        assertThat(reply.lines())
            .allSatisfy(line ->
                assertThat(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                    .isIn(SHOWN_HEADERS));
        assertThat(reply.lines()).noneMatch(line -> line.contains("engine"));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void aClientThatLeavesEndsTheEnginesWork(EngineBytes engine) throws Exception {
    String said = engine.written(ROLE + text("a"));
    for (String body : BOTH) {
      try (var bench = bench(engine, 1)) {
        bench.next(talk -> {
          if (body.equals(STREAM)) {
            talk.streamHead().chunk(said);
          }
          talk.awaitHangUp();
        });
        var client = bench.client().chat(body);
        Await.until("the engine was asked", () -> bench.calls() == 1);
        if (body.equals(STREAM)) {
          client.reply().event();
        }

        client.close();

        Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
        bench.edge().awaitIdle();
        assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.CLIENT_GONE);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void aWholeAnswerThatIsCutIsTriedElsewhereAndNeverAnAnswer(EngineBytes engine) throws Exception {
    String head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    String half = ANSWER.substring(0, ANSWER.length() / 2);
    List<FakeEngine.Script> cuts =
        List.of(
            talk -> talk.raw(head + "content-length: 9999\r\n\r\n" + ANSWER).fin(),
            talk -> talk.raw(head + "transfer-encoding: chunked\r\n\r\n").chunk(ANSWER).fin(),
            talk -> talk.raw(head + "transfer-encoding: chunked\r\n\r\n").chunk(half).end(),
            talk -> talk.raw(head + "connection: close\r\n\r\n" + half).fin(),
            talk -> talk.answer("200 OK", half));
    for (FakeEngine.Script cut : cuts) {
      try (var bench = bench(engine, 2)) {
        bench.inTurn(cut);
        var reply = bench.chat(WHOLE);
        assertThat(reply.rest()).isEqualTo(ANSWER);
        assertThat(reply.header("x-spillway-attempts")).isEqualTo("2");

        bench.next(cut);
        var failed = bench.chat(WHOLE);
        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.rest()).containsAnyOf("bad_gateway", "endpoints_died");
      }
    }
  }

  /** After what was said comes one error event, then the connection breaks. */
  private static void assertBroken(EngineBytes engine, String said, FakeEngine.Script script)
      throws Exception {
    try (var bench = bench(engine, 2)) {
      bench.next(script);

      String cut = bench.chat(STREAM).cut();

      assertThat(cut).startsWith(said + "event: error\ndata: {\"error\":{\"message\":\"");
      assertThat(cut).doesNotContain("[DONE]").doesNotContain("abort\"");
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(1);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
    }
  }

  private static void assertShown(Reply reply, Refusal refusal) throws Exception {
    assertThat(reply.status()).isEqualTo(refusal.shown());
    String body = reply.rest();
    JsonObject error = new JsonObject(body).getJsonObject("error");
    assertThat(new JsonObject(body).fieldNames()).containsExactly("error");
    assertThat(error.fieldNames()).containsExactly("message", "type", "param", "code");
    assertThat(body).contains("\"code\":" + refusal.code());
    assertThat(error.getString("message")).contains(refusal.message());
  }

  private static RelayBench bench(EngineBytes engine, int pods) throws Exception {
    return RelayBench.plan().pods(pods).selfHosted("engine: " + engine.engine()).start();
  }

  private static FakeEngine.Script answering(Refusal refusal) {
    return talk -> talk.answer(refusal.status() + " x", refusal.body());
  }
}
