package io.spillway.warmup.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.Ticker;
import io.spillway.warmup.WarmupConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Probes of an engine on loopback. */
final class HttpEngineProbeIT {
  private static final Future<Void> NEVER = Promise.<Void>promise().future();

  private Vertx vertx;
  private FakeEngine engine;
  private HttpEngineProbe probe;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    engine = FakeEngine.start(vertx);
    probe = probe(EngineKind.VLLM, WarmupConfig.DEFAULTS);
  }

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  @Test
  void findsAHealthyEngineHealthy() {
    Await.result(probe.health(engine.target()));

    assertThat(engine.paths).containsExactly("GET /health");
    assertThat(engine.keys).containsExactly("Bearer engine-key");
  }

  @Test
  void asksAnOpenAiEngineForItsModels() {
    HttpEngineProbe openAi = probe(EngineKind.OPENAI, WarmupConfig.DEFAULTS);

    Await.result(openAi.health(engine.target()));
    boolean served = Await.result(openAi.servedBefore(engine.target()));

    assertThat(engine.paths).containsExactly("GET /v1/models");
    assertThat(served).isFalse();
  }

  @Test
  void findsAnEngineThatSays503OrRedirectsUnhealthy() {
    engine.health = 503;
    Throwable unavailable = Await.failure(probe.health(engine.target()));
    engine.health = 302;
    Throwable redirect = Await.failure(probe.health(engine.target()));

    assertThat(unavailable).isInstanceOf(ProbeException.class).hasMessageContaining("HTTP 503");
    assertThat(redirect).isInstanceOf(ProbeException.class).hasMessageContaining("HTTP 302");
  }

  @Test
  void tellsARefusedConnectionApart() {
    engine.stop();

    assertThat(Await.failure(probe.health(engine.target()))).isInstanceOf(ConnectException.class);
    assertThat(Await.failure(probe.prompt(engine.target(), NEVER)))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void readsFromTheMetricsIfItHadServed() {
    engine.metrics =
        """
        # TYPE vllm:request_success_total counter
        vllm:request_success_total{engine="0",finished_reason="stop",model_name="q"} 0.0
        vllm:request_success_total{engine="0",finished_reason="length",model_name="q"} 3.0
        """;
    boolean served = Await.result(probe.servedBefore(engine.target()));
    engine.metrics = "vllm:request_success_total{finished_reason=\"stop\"} 0.0\n";
    boolean servedNone = Await.result(probe.servedBefore(engine.target()));

    assertThat(served).isTrue();
    assertThat(servedNone).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLANG", "TGI", "LLAMACPP", "TRTLLM"})
  void asksEachEngineWhereItAnswers(EngineKind kind) {
    HttpEngineProbe probes = probe(kind, WarmupConfig.DEFAULTS);
    engine.metrics =
        """
        tgi_request_success 3
        llamacpp:tokens_predicted_total 3
        trtllm_request_success_total 3
        sglang:num_requests_total 3
        """;

    Await.result(probes.health(engine.target()));
    boolean served = Await.result(probes.servedBefore(engine.target()));

    String page = kind == EngineKind.TRTLLM ? "/prometheus/metrics" : "/metrics";
    assertThat(engine.paths).containsExactly("GET /health", "GET " + page);
    assertThat(served).isTrue();
  }

  @Test
  void waitsLongerThanSglangsHealthLooksForItsToken() {
    assertThat(EngineKind.SGLANG.probeTimeout()).isGreaterThan(Duration.ofSeconds(20));
    HttpEngineProbe patient =
        probe(
            EngineKind.SGLANG,
            WarmupConfig.DEFAULTS.withProbeTimeout(EngineKind.SGLANG.probeTimeout()));
    engine.healthMillis = 2100; // longer than any other engine is given

    Await.result(patient.health(engine.target()));

    assertThat(engine.paths).containsExactly("GET /health");
  }

  @Test
  void measuresTheFirstTokenOfARealStreamedCompletion() {
    engine.firstTokenMillis = 150;

    PromptResult result = Await.result(probe.prompt(engine.target(), NEVER));

    assertThat(result.firstToken()).isBetween(Duration.ofMillis(149), Duration.ofSeconds(10));
    assertThat(engine.bodies.getFirst().getBoolean("stream")).isTrue();
    assertThat(engine.bodies.getFirst().getInteger("max_tokens")).isPositive();
    assertThat(engine.bodies.getFirst().getString("model")).isEqualTo("qwen");
  }

  @Test
  void writesADifferentTextFromTheFirstWordOnEachTime() {
    for (int i = 0; i < 3; i++) {
      Await.result(probe.prompt(engine.target(), NEVER));
    }

    Stream<String> words =
        engine.bodies.stream()
            .map(body -> body.getJsonArray("messages").getJsonObject(0).getString("content"))
            .map(text -> text.substring(0, text.indexOf(' ')));
    assertThat(words).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void doesNotCountAStreamThatOnlyLooksClean() {
    String abort = FakeEngine.FINISH.replace("length", "abort");
    String error = "data: {\"error\":{\"message\":\"boom\"}}\n\n";

    assertThat(prompted(FakeEngine.ROLE, FakeEngine.DONE)).isEqualTo("stream without content");
    assertThat(prompted(FakeEngine.ROLE, FakeEngine.FINISH, FakeEngine.DONE))
        .isEqualTo("stream without content");
    assertThat(prompted(FakeEngine.ROLE, FakeEngine.WORD, FakeEngine.DONE))
        .isEqualTo("stream without a finish");
    assertThat(prompted(FakeEngine.WORD, abort, FakeEngine.DONE)).isEqualTo("finish reason abort");
    assertThat(prompted(FakeEngine.WORD, error, FakeEngine.FINISH))
        .isEqualTo("error in the stream");
    assertThat(prompted("data: <html>\n\n")).isEqualTo("event that is not the API's");
    assertThat(prompted("x".repeat(100_000))).isNotEmpty();
  }

  @Test
  void doesNotCountAStreamThatIsCutAfterItsFinish() {
    engine.stream = List.of(FakeEngine.WORD, FakeEngine.FINISH);
    engine.hangUp = true;

    assertThat(Await.failure(probe.prompt(engine.target(), NEVER)))
        .isInstanceOf(ProbeException.class)
        .hasMessage("connection closed");
  }

  @Test
  void fallsBackFromChatToCompletionsToEmbeddings() {
    engine.chat = 400;
    engine.completions = 200;
    engine.stream =
        List.of(
            "data: {\"choices\":[{\"text\":\"one\",\"finish_reason\":null}]}\n\n",
            "data: {\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}]}\n\n");
    Await.result(probe.prompt(engine.target(), NEVER));
    engine.completions = 404;
    engine.embeddings = 200;
    Await.result(probe.prompt(engine.target(), NEVER));
    engine.embeddings = 404;
    Throwable none = Await.failure(probe.prompt(engine.target(), NEVER));

    assertThat(engine.paths)
        .startsWith("POST /v1/chat/completions", "POST /v1/completions")
        .hasSize(8);
    assertThat(none)
        .hasMessage(
            "HTTP 400 from /v1/chat/completions, HTTP 404 from /v1/completions,"
                + " HTTP 404 from /v1/embeddings");
  }

  @Test
  void proofsAnEngineThatOnlyEmbedsWhateverItSaysToAChat() {
    for (int notThere : new int[] {400, 404, 405, 501}) { // 501: llama.cpp and vLLM
      engine.chat = notThere;
      engine.completions = notThere;
      engine.embeddings = 200;

      Await.result(probe.prompt(engine.target(), NEVER));
    }

    assertThat(engine.paths).hasSize(12).endsWith("POST /v1/embeddings");
  }

  @ParameterizedTest
  @EnumSource
  void believesNoEngineHealthyThatIsStillLoading(EngineKind kind) {
    HttpEngineProbe probes = probe(kind, WarmupConfig.DEFAULTS);
    engine.health = 503;

    Throwable loading = Await.failure(probes.health(engine.target()));

    assertThat(loading).hasMessageContaining("HTTP 503");
  }

  @Test
  void doesNotTakeAHealthyEngineForOneThatAnswers() {
    engine.chat = 503; // asleep, paused or dead behind a health that only says that it lives

    Await.result(probe.health(engine.target()));
    Throwable mute = Await.failure(probe.prompt(engine.target(), NEVER));

    assertThat(mute).hasMessage("HTTP 503 from /v1/chat/completions");
  }

  @Test
  void endsTheEnginesWorkWhenACompletionIsGivenUp() {
    engine.firstTokenMillis = 60_000;
    Promise<Void> abandoned = Promise.promise();
    Future<PromptResult> prompt = probe.prompt(engine.target(), abandoned.future());
    Await.until("the prompt to arrive", () -> engine.promptsUnderWay.get() == 1);

    abandoned.complete();

    assertThat(Await.failure(prompt)).hasMessage("given up");
    Await.until("the connection to close", () -> engine.promptsCut.get() == 1);
  }

  @Test
  void endsACompletionThatOutlastsItsBound() {
    engine.firstTokenMillis = 60_000;
    WarmupConfig d = WarmupConfig.DEFAULTS;
    HttpEngineProbe hasty =
        probe(
            EngineKind.VLLM,
            new WarmupConfig(
                1,
                d.firstTokenWithin(),
                d.rampUp(),
                d.probeEvery(),
                d.probeTimeout(),
                1,
                1,
                Duration.ofMillis(200),
                d.backoffFirst(),
                d.backoffMax()));

    Throwable late = Await.failure(hasty.prompt(engine.target(), NEVER));

    assertThat(late).isInstanceOf(ProbeException.class).hasMessageContaining("no answer");
    Await.until("the connection to close", () -> engine.promptsCut.get() == 1);
  }

  @Test
  void showsNoKey() {
    assertThat(engine.target().toString()).contains("***").doesNotContain("engine-key");
  }

  private HttpEngineProbe probe(EngineKind kind, WarmupConfig config) {
    return new HttpEngineProbe(vertx, Ticker.system(), kind, config);
  }

  private String prompted(String... events) {
    engine.stream = List.of(events);
    return String.valueOf(Await.failure(probe.prompt(engine.target(), NEVER)).getMessage());
  }
}
