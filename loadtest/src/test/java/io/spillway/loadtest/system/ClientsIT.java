package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.spillway.loadtest.engine.EngineCounters;
import io.spillway.loadtest.engine.Failure;
import io.spillway.loadtest.engine.FailureKind;
import io.spillway.loadtest.engine.Failures;
import io.spillway.loadtest.engine.model.FinishReason;
import io.spillway.loadtest.system.ClientLibrary.Answer;
import io.spillway.loadtest.system.ClientLibrary.Ask;
import io.spillway.loadtest.system.ClientLibrary.Connection;
import io.spillway.loadtest.system.ClientLibrary.Told;
import io.spillway.loadtest.system.ClientLibrary.ToolCall;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each Java client through each scenario: the table "Clients" of the README. The JavaScript clients
 * have the same scenarios in {@code loadtest/clients}.
 */
class ClientsIT {
  private static final String KEY = "a-key-of-the-clinic";
  private static final int TOKENS_BEFORE_FAILURE = 20;
  private static final int TOKENS_LONG = 5000;
  private static final int FLAKY_CHATS_MAX = 40;
  private static final AtomicInteger PROMPTS = new AtomicInteger();

  private static Fleet fleet;
  private static GatewayProcess gateway;

  /** The clients there are. */
  enum Library {
    OPENAI_JAVA,
    LANGCHAIN4J;

    /** A client that does not come again by itself. */
    ClientLibrary connect() {
      return connect(gateway, KEY, OptionalInt.of(0));
    }

    ClientLibrary connect(GatewayProcess to, String key, OptionalInt retries) {
      var connection = new Connection(to.port(), key, retries);
      return switch (this) {
        case OPENAI_JAVA -> new OpenAiJavaClient(connection);
        case LANGCHAIN4J -> new LangChain4jClient(connection);
      };
    }
  }

  @BeforeAll
  static void start() {
    fleet = Fleet.of(5, options -> options);
    gateway =
        GatewayProcess.start(
            Configs.tenant(KEY)
                + Configs.server("drain: { delay: 0s, limit: 5s }")
                + model("sound", 0, 2, "")
                + model("flaky", 2, 4, "")
                + model("narrow", 4, 5, "    queue: { max: 0 }\n"));
    Await.until(
        "pods that serve",
        () -> gateway.metric("spillway_ready_replicas") == fleet.engines().size());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @ParameterizedTest
  @EnumSource
  void chats(Library library) {
    try (ClientLibrary client = library.connect()) {
      Answer answer = client.chat(ask("sound", 12));

      assertThat(Tokens.gapless(answer.text())).isEqualTo(12);
      assertThat(answer.finish()).isEqualTo("stop");
      assertThat(answer.outputTokens()).isEqualTo(12);
    }
  }

  @ParameterizedTest
  @EnumSource
  void streams(Library library) {
    try (ClientLibrary client = library.connect()) {
      var text = new StringBuilder();

      Answer end = client.stream(ask("sound", 50), into(text));

      assertThat(Tokens.gapless(text.toString())).isEqualTo(50);
      assertThat(end.text()).isEqualTo(text.toString());
      assertThat(end.finish()).isEqualTo("stop");
      assertThat(end.outputTokens()).isEqualTo(50);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_JAVA, false",
    "OPENAI_JAVA, true",
    "LANGCHAIN4J, false",
    "LANGCHAIN4J, true",
  })
  void callsTools(Library library, boolean streamed) {
    try (ClientLibrary client = library.connect()) {
      ToolCall call = client.callTool(ask("sound", 8), streamed);
      Answer answer = call.answerWith().apply("noted");

      assertThat(call.finish()).isEqualTo("tool_calls");
      assertThat(call.name()).isEqualTo("note");
      String argument = GatewayProcess.json(call.arguments()).path("text").asText();
      assertThat(Tokens.gapless(argument)).isEqualTo(8);
      assertThat(Tokens.gapless(answer.text())).isEqualTo(8);
      assertThat(answer.finish()).isEqualTo("stop");
    }
  }

  @ParameterizedTest
  @EnumSource
  void showsErrors(Library library) {
    try (ClientLibrary client = library.connect();
        ClientLibrary stranger = library.connect(gateway, "another-key", OptionalInt.of(0))) {
      double before = requests("sound", "400");
      Told unknown = refused(client, ask("absent", 1));
      Told tooLong = refused(client, ask("sound", 1).with("max_completion_tokens", 1_000_000));
      Told unauthorized = refused(stranger, ask("sound", 1));

      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.code()).isEqualTo("model_not_found");
      assertThat(unknown.message()).contains("absent");
      assertThat(tooLong.status()).isEqualTo(400);
      assertThat(tooLong.message()).contains("maximum context length");
      assertThat(requests("sound", "400")).isEqualTo(before + 1);
      assertThat(unauthorized.status()).isEqualTo(401);
      assertThat(unauthorized.code()).isEqualTo("invalid_api_key");
    }
  }

  /** All slots are taken: a 429 with retry-after, upon which the client comes again by itself. */
  @ParameterizedTest
  @EnumSource
  void comesAgainWhenEverythingIsFull(Library library) {
    try (ClientLibrary client = library.connect(gateway, KEY, OptionalInt.empty())) {
      double served = requests("narrow", "200");
      double full = requests("narrow", "429");
      String body = Call.body("hold", TOKENS_LONG, true).replace("\"m\"", "\"narrow\"");
      Call holder =
          Call.post(gateway.port(), "/v1/chat/completions", body, "authorization", "Bearer " + KEY)
              .awaitText("\"content\"");
      var chat = CompletableFuture.supplyAsync(() -> client.chat(ask("narrow", 3)));
      Await.until("a refusal", () -> requests("narrow", "429") > full);
      holder.leave();

      Await.until("an answer", chat::isDone);
      assertThat(Tokens.gapless(chat.join().text())).isEqualTo(3);
      assertThat(requests("narrow", "200")).isEqualTo(served + 1);
    }
  }

  /** One of two pods answers 503: the gateway asks the other, the client sees nothing of it. */
  @ParameterizedTest
  @EnumSource
  void seesNothingOfAPodThatFails(Library library) {
    fleet.engine(2).failures(Failures.of(Failure.of(FailureKind.STATUS, 503)));
    try (ClientLibrary client = library.connect()) {
      double before = retries();
      double served = requests("flaky", "200");
      int chats = 0;
      while (retries() == before && chats < FLAKY_CHATS_MAX) {
        chats++;
        assertThat(Tokens.gapless(client.chat(ask("flaky", 2)).text())).isEqualTo(2);
      }

      assertThat(retries()).isGreaterThan(before);
      assertThat(requests("flaky", "200")).isEqualTo(served + chats);
    } finally {
      fleet.engine(2).failures(Failures.NONE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_JAVA, RESET_AFTER", "LANGCHAIN4J, RESET_AFTER",
    "OPENAI_JAVA, HALF_EVENT", "LANGCHAIN4J, HALF_EVENT",
    "OPENAI_JAVA, END_AFTER", "LANGCHAIN4J, END_AFTER",
    "OPENAI_JAVA, ERROR_AFTER", "LANGCHAIN4J, ERROR_AFTER",
    "OPENAI_JAVA, ABORT_AFTER", "LANGCHAIN4J, ABORT_AFTER",
  })
  void getsAnErrorWhenAStreamBreaks(Library library, FailureKind kind) {
    try (ClientLibrary client = library.connect()) {
      double before = requests("sound", "broken");
      Ask ask = ask("sound", 100).with("sim_fail", kind.label() + "=" + TOKENS_BEFORE_FAILURE);
      var text = new StringBuilder();

      Throwable failure = catchThrowable(() -> client.stream(ask, into(text)));

      assertThat(failure).isNotNull();
      assertThat(client.told(failure).code())
          .as(failure.toString())
          .isEqualTo("upstream_stream_broken");
      assertThat(Tokens.gapless(text.toString())).isBetween(1, TOKENS_BEFORE_FAILURE + 1);
      assertThat(requests("sound", "broken")).isEqualTo(before + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void getsAnErrorWhenTheGatewayIsKilled(Library library) {
    var another =
        GatewayProcess.ready(
            Configs.tenant(KEY)
                + Configs.server("drain: { delay: 0s, limit: 5s }")
                + model("sound", 0, 2, ""));
    try (another;
        ClientLibrary client = library.connect(another, KEY, OptionalInt.of(0))) {
      var text = new StringBuilder();
      Predicate<String> killing =
          part -> {
            if (text.isEmpty()) {
              another.close();
            }
            return into(text).test(part);
          };

      Throwable failure = catchThrowable(() -> client.stream(ask("sound", TOKENS_LONG), killing));

      assertThat(failure).isNotNull();
      assertThat(text.toString().split(" ", -1)).hasSizeLessThan(TOKENS_LONG);
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopsThePodWhenItLeaves(Library library) {
    try (ClientLibrary client = library.connect()) {
      double gone = requests("sound", "499");
      long aborted = aborted();

      Throwable failure =
          catchThrowable(() -> client.stream(ask("sound", TOKENS_LONG), String::isEmpty));

      assertThat(failure).isNotNull();
      Await.until("a pod that stops", () -> aborted() == aborted + 1);
      Await.until("a client that left", () -> requests("sound", "499") == gone + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void embeds(Library library) {
    try (ClientLibrary client = library.connect()) {
      List<List<Float>> vectors = client.embed("sound", List.of("one", "two"));

      assertThat(vectors).hasSize(2).allSatisfy(vector -> assertThat(vector).isNotEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsModels(Library library) {
    try (ClientLibrary client = library.connect()) {
      assertThat(client.models()).contains("sound", "narrow");
    }
  }

  /** A prompt that no other request has: a conversation of its own. */
  private static Ask ask(String model, int tokens) {
    return Ask.of(model, "hello " + PROMPTS.incrementAndGet(), tokens);
  }

  private static Predicate<String> into(StringBuilder text) {
    return part -> {
      text.append(part);
      return true;
    };
  }

  private static Told refused(ClientLibrary client, Ask ask) {
    Throwable failure = catchThrowable(() -> client.chat(ask));
    assertThat(failure).isNotNull();
    return client.told(failure);
  }

  private static double requests(String model, String status) {
    return gateway.metric(
        "llm_requests_total", "model=\"" + model + "\"", "status=\"" + status + "\"");
  }

  private static double retries() {
    return gateway.metric("spillway_retries_total", "model=\"flaky\"");
  }

  private static long aborted() {
    return fleet.counters().stream()
        .mapToLong((EngineCounters pod) -> pod.finished(FinishReason.ABORT))
        .sum();
  }

  /** A model on the engines from one number to before another. */
  private static String model(String name, int from, int to, String more) {
    String pods = Fleet.urls(fleet.engines().subList(from, to));
    return Configs.model(pods, to - from == 1 ? 1 : 32)
            .replace("- name: m\n", "- name: " + name + "\n")
            .replace("selfHosted:\n", "selfHosted:\n      servedModel: m\n")
        + more;
  }
}
