package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.observe.RequestOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that an endpoint goes on with after their requests have ended keep their slots. */
@Timeout(60)
class BackgroundIT {
  private static final String PATH = "/v1/responses";
  private static final String ID = "resp_1";
  private static final String ONE_SLOT = "concurrencyPerPod: 1";
  private static final String BACKGROUND = "{\"model\":\"m\",\"input\":\"hi\",\"background\":true}";
  private static final String STREAM =
      "{\"model\":\"m\",\"input\":\"hi\",\"background\":true,\"stream\":true}";
  private static final String USAGE =
      ",\"usage\":{\"input_tokens\":7,\"input_tokens_details\":{\"cached_tokens\":4},"
          + "\"output_tokens\":2}";
  private static final String CREATED =
      "data: {\"type\":\"response.created\",\"response\":" + response("in_progress") + "}\n\n";
  private static final String WORD =
      "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hello\"}\n\n";

  @Test
  void keepsItsSlotUntilTheResponseIsComplete() throws Exception {
    try (var bench = RelayBench.plan().selfHosted(ONE_SLOT).start()) {
      var engine = new Engine(bench.pod());

      var first = bench.client().post(PATH, BACKGROUND).reply();
      String answer = first.rest();
      var second = bench.client().post(PATH, BACKGROUND);
      Await.until("it was asked again", () -> engine.questions() >= 2);
      boolean waits = bench.edge().waiting() == 1;
      engine.says = talk -> talk.answer("200 OK", response("completed"));

      assertThat(first.status()).isEqualTo(200);
      assertThat(answer).isEqualTo(response("queued"));
      assertThat(waits).isTrue();
      assertThat(second.reply().status()).isEqualTo(200);
      bench.edge().awaitIdle();
      int asked = engine.questions();
      var question = engine.lastQuestion();
      assertThat(question.line()).isEqualTo("GET " + PATH + "/" + ID + " HTTP/1.1");
      assertThat(question.header("accept")).isEqualTo("application/json");
      assertThat(question.body()).isEmpty();
      bench.lookForLeaks();
      assertThat(engine.questions()).as("asked no more").isEqualTo(asked);
    }
  }

  @Test
  void showsThatAPodThatWasFullTakesMoreAgain() throws Exception {
    try (var bench = RelayBench.plan().selfHosted("concurrencyPerPod: 2").start()) {
      var engine = new Engine(bench.pod());
      bench.pod().then(talk -> talk.answer("429 x", "{}"));
      assertThat(bench.client().post(PATH, BACKGROUND).reply().status()).isEqualTo(429);

      for (int i = 0; i < 2; i++) {
        assertThat(bench.client().post(PATH, BACKGROUND).reply().status()).isEqualTo(200);
      }

      assertThat(bench.edge().inFlight()).isEqualTo(2);
      engine.says = talk -> talk.answer("200 OK", response("completed"));
      bench.edge().awaitIdle();
    }
  }

  @Test
  void isCountedWhenItHasEndedAndNotBefore() throws Exception {
    try (var bench =
        RelayBench.plan()
            .selfHosted(ONE_SLOT + ", price: { usdPerGpuHour: 3600, gpusPerPod: 1 }")
            .start()) {
      var engine = new Engine(bench.pod());

      var reply = bench.client().post(PATH, BACKGROUND).reply();
      reply.rest();
      var outcome = bench.edge().outcome();
      int active = bench.edge().active();
      int held = bench.edge().inFlight();
      boolean early = bench.edge().background().isEmpty() && bench.edge().costs().isEmpty();
      engine.says = talk -> talk.answer("200 OK", response("completed"));
      bench.edge().awaitIdle();

      assertThat(outcome.result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(outcome.tokens()).isEqualTo(RequestOutcome.Tokens.UNKNOWN);
      assertThat(outcome.costUsd()).isNaN();
      assertThat(reply.header("x-spillway-cost-usd")).isNull();
      assertThat(active).as("a gateway that leaves does not wait for it").isZero();
      assertThat(held).isEqualTo(1);
      assertThat(early).isTrue();
      Await.until("it is counted", () -> !bench.edge().background().isEmpty());
      assertThat(bench.edge().background())
          .containsExactly(new RequestOutcome.Tokens(7, 4, 2, true));
      assertThat(bench.edge().costs())
          .singleElement()
          .satisfies(usd -> assertThat(usd).isBetween(0.2, 20.0));
      assertThat(bench.edge().outcomes()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"incomplete", "failed", "cancelled", "404", "unknown"})
  void givesItsSlotBackHoweverTheResponseEnded(String end) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var engine = new Engine(bench.pod());
      engine.says =
          end.equals("404")
              ? talk -> talk.answer("404 Not Found", "{\"error\":{\"message\":\"none\"}}")
              : talk -> talk.answer("200 OK", response(end));

      bench.client().post(PATH, BACKGROUND).reply().rest();
      int held = bench.edge().inFlight();
      bench.edge().awaitIdle();

      assertThat(held).isEqualTo(1);
      assertThat(engine.questions()).isEqualTo(1);
    }
  }

  @Test
  void givesItsSlotBackWhenItsEndpointDiedOrAnswersNonsenseTooOften() throws Exception {
    try (var dies = RelayBench.plan().start();
        var babbles = RelayBench.plan().start()) {
      new Engine(dies.pod());
      var engine = new Engine(babbles.pod());
      engine.says = talk -> talk.answer("200 OK", "<html>");

      dies.client().post(PATH, BACKGROUND).reply().rest();
      babbles.client().post(PATH, BACKGROUND).reply().rest();
      dies.pod().die();
      Await.until("it was asked again", () -> engine.questions() == 2);
      int held = dies.edge().inFlight() + babbles.edge().inFlight();

      assertThat(held).as("one failure is none").isEqualTo(2);
      dies.edge().awaitIdle();
      babbles.edge().awaitIdle();
      assertThat(engine.questions()).isEqualTo(5);
      assertThat(babbles.edge().background())
          .singleElement()
          .satisfies(tokens -> assertThat(tokens.output()).isZero());
    }
  }

  @Test
  void givesItsSlotBackWhenItsTimeIsUp() throws Exception {
    try (var goesOn =
            RelayBench.plan().server("timeouts: { firstToken: 500ms, total: 700ms }").start();
        var silent =
            RelayBench.plan().server("timeouts: { firstToken: 500ms, total: 700ms }").start()) {
      var engine = new Engine(goesOn.pod());
      new Engine(silent.pod()).says = EngineTalk::awaitHangUp;

      goesOn.client().post(PATH, BACKGROUND).reply().rest();
      silent.client().post(PATH, BACKGROUND).reply().rest();
      Await.until("it was asked", () -> engine.questions() == 1);
      int held = goesOn.edge().inFlight();
      goesOn.edge().awaitIdle();
      silent.edge().awaitIdle();

      assertThat(held).isEqualTo(1);
      Await.until("the question was given up", () -> silent.pod().hangUps() == 1);
    }
  }

  @Test
  void isWaitedForByAPodThatWasRemoved() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var engine = new Engine(bench.pod());

      bench.client().post(PATH, BACKGROUND).reply().rest();
      bench.edge().serve(0);
      Await.until("it was asked again", () -> engine.questions() >= 2);
      int held = bench.edge().inFlight();
      engine.says = talk -> talk.answer("200 OK", response("completed"));
      bench.edge().awaitIdle();

      assertThat(held).isEqualTo(1);
      assertThat(bench.edge().runtime().snapshot().pool().endpoints()).isEmpty();
    }
  }

  @Test
  void keepsItsPlaceOnATarget() throws Exception {
    try (var bench =
        RelayBench.plan()
            .targets(1, "price: { usdPerMTokIn: 100000, usdPerMTokOut: 1000000 }")
            .start()) {
      bench.edge().serve(0);
      var engine = new Engine(bench.target());

      var reply = bench.client().post(PATH, BACKGROUND).reply();
      reply.rest();
      Await.until("it was asked", () -> engine.questions() >= 1);
      int held = bench.edge().runtime().snapshot().spilled();
      engine.says = talk -> talk.answer("200 OK", response("completed"));
      bench.edge().awaitIdle();

      assertThat(reply.header("x-spillway-tier")).isEqualTo("overflow");
      assertThat(held).isEqualTo(1);
      assertThat(engine.lastQuestion().line()).isEqualTo("GET " + PATH + "/" + ID + " HTTP/1.1");
      Await.until("it is counted", () -> !bench.edge().costs().isEmpty());
      assertThat(bench.edge().costs().getFirst()).isCloseTo(2.7, within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "engine"})
  void keepsItsSlotWhenItsStreamBreaks(String side) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var engine = new Engine(bench.pod());
      engine.makes =
          talk -> {
            talk.streamHead().chunk(CREATED + WORD);
            if (side.equals("client")) {
              talk.awaitHangUp();
            } else {
              talk.rst();
            }
          };

      var client = bench.client().post(PATH, STREAM);
      client.reply().event();
      if (side.equals("client")) {
        client.close();
      }
      var outcome = bench.edge().outcome();
      Await.until("it was asked", () -> engine.questions() >= 1);
      int held = bench.edge().inFlight();
      engine.says = talk -> talk.answer("200 OK", response("completed"));
      bench.edge().awaitIdle();

      assertThat(outcome.tokens()).isEqualTo(RequestOutcome.Tokens.UNKNOWN);
      assertThat(held).isEqualTo(1);
      Await.until("it is counted", () -> !bench.edge().background().isEmpty());
      assertThat(bench.edge().background().getFirst().output()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"store\":false,\"background\":true", "\"background\":false"})
  void givesItsSlotBackWithAStreamThatNobodyGoesOnWith(String fields) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var engine = new Engine(bench.pod());
      engine.makes =
          talk -> {
            talk.streamHead().chunk(CREATED + WORD);
            talk.awaitHangUp();
          };

      var client = bench.client().post(PATH, STREAM.replace("\"background\":true", fields));
      client.reply().event();
      client.close();
      bench.edge().awaitIdle();

      assertThat(engine.questions()).isZero();
      assertThat(bench.edge().background()).isEmpty();
    }
  }

  @Test
  void keepsItsSlotThoughABugEndsItsRequest() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var engine = new Engine(bench.pod());
      bench.edge().nextOutcomeThrows();

      var reply = bench.client().post(PATH, BACKGROUND).reply();
      Await.until("it was asked", () -> engine.questions() >= 1);
      int held = bench.edge().inFlight();
      engine.says = talk -> talk.answer("200 OK", response("completed"));

      assertThat(reply.status()).isEqualTo(500);
      assertThat(held).isEqualTo(1);
      bench.edge().awaitIdle();
    }
  }

  private static String response(String status) {
    String usage = status.equals("completed") ? USAGE : ",\"usage\":null";
    return "{\"id\":\""
        + ID
        + "\",\"object\":\"response\",\"status\":\""
        + status
        + "\",\"model\":\"served\",\"error\":null,\"output\":[]"
        + usage
        + "}";
  }

  /** An engine that begins responses, and says how they stand when it is asked. */
  private static final class Engine {
    private final FakeEngine engine;
    volatile FakeEngine.Script makes = talk -> talk.answer("200 OK", response("queued"));
    volatile FakeEngine.Script says = talk -> talk.answer("200 OK", response("in_progress"));

    Engine(FakeEngine engine) {
      this.engine = engine;
      engine.usually(talk -> {
        String line = talk.request().line();
        if (line.startsWith("GET ")) {
          says.play(talk);
        } else if (line.startsWith("POST " + PATH)) {
          makes.play(talk);
        } else {
          talk.hello();
        }
      });
    }

    int questions() {
      return asked().size();
    }

    HeardRequest lastQuestion() {
      return asked().getLast();
    }

    private List<HeardRequest> asked() {
      return engine.requests().stream()
          .filter(request -> request.line().startsWith("GET "))
          .toList();
    }
  }
}
