package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.EngineOptions;
import io.spillway.loadtest.engine.EnginePreset;
import io.spillway.loadtest.engine.Failure;
import io.spillway.loadtest.engine.FailureKind;
import io.spillway.loadtest.engine.Failures;
import io.spillway.loadtest.engine.SimulatedEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One gateway before a pod of every engine. */
class EnginesIT {
  private static final int SEATS = 2;
  private static final Pattern WORD = Pattern.compile("\"content\":\"[a-z]{3} \"");
  private static final Map<EnginePreset, SimulatedEngine> PODS = new EnumMap<>(EnginePreset.class);
  private static Fleet fleet;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    fleet = new Fleet();
    var config = new StringBuilder(Configs.server("drain: { delay: 0s, limit: 1s }"));
    for (EnginePreset engine : EnginePreset.values()) {
      SimulatedEngine pod = fleet.add(_ -> options(engine));
      PODS.put(engine, pod);
      config.append(
          Configs.model("[ \"" + pod.url() + "\" ]", 8)
              .replace("name: m", "name: " + engine.label())
              .replace("selfHosted:\n", "selfHosted:\n      engine: " + engine.label() + "\n"));
    }
    gateway = GatewayProcess.start(config.toString());
    Await.until(
        () -> "pods that are warm: " + gateway.admin("/admin/fleet"),
        () -> gateway.metric("spillway_ready_replicas") == EnginePreset.values().length);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @ParameterizedTest
  @EnumSource
  void streamsAChat(EnginePreset engine) {
    Call call = chat(engine, 5, true).awaitEnd();

    assertThat(whole(call)).as(call.toString()).isTrue();
    assertThat(WORD.matcher(call.text()).results()).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource
  void answersAChatInOnePiece(EnginePreset engine) {
    Call call = chat(engine, 5, false).awaitEnd();

    assertThat(call.complete()).as(call.toString()).isTrue();
    assertThat(call.endpoint()).isEqualTo("pod-0");
  }

  @ParameterizedTest
  @EnumSource
  void knowsHowMuchRunsThere(EnginePreset engine) {
    List<Call> held = fill(engine);

    Await.until(
        () -> engine + " whose meters are read: " + gateway.admin("/admin/fleet"),
        () -> {
          JsonNode meters = meters(engine);
          return meters.path("running").asDouble(-1) == SEATS
              && meters.path("waiting").asDouble(-1) == 0;
        });

    held.forEach(Call::leave);
    fleet.awaitIdle();
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLANG", "TGI"})
  void tellsAClientOfAFullPodWithAStatusInTheOpenAiShape(EnginePreset engine) {
    List<Call> held = fill(engine);
    int status = engine == EnginePreset.TGI ? 429 : 503;

    Call stream = chat(engine, 5, true).awaitEnd();
    Call chat = chat(engine, 5, false).awaitEnd();

    for (Call call : List.of(stream, chat)) {
      assertThat(call.status()).as(call.toString()).isEqualTo(status);
      assertThat(call.header("retry-after")).isPresent();
      assertThat(error(call).path("code").isTextual()).as(call.toString()).isTrue();
    }
    held.forEach(Call::leave);
    fleet.awaitIdle();
  }

  @ParameterizedTest
  @EnumSource
  void letsNoFailureInAStreamLookLikeAnEnd(EnginePreset engine) {
    SimulatedEngine pod = pod(engine);
    pod.failures(Failures.of(Failure.of(FailureKind.ERROR_AFTER, 2)));

    Call cut = chat(engine, 5, true).awaitEnd();
    pod.failures(Failures.of(Failure.of(FailureKind.ERROR_FIRST)));
    Call failed = chat(engine, 5, true).awaitEnd();
    pod.failures(Failures.NONE);

    assertThat(cut.status()).as(cut.toString()).isEqualTo(200);
    assertThat(WORD.matcher(cut.text()).results()).hasSize(2);
    assertThat(cut.visiblyFailed()).as(cut.toString()).isTrue();
    assertThat(failed.status()).as(failed.toString()).isBetween(500, 502);
    assertThat(error(failed).path("message").isTextual()).isTrue();
  }

  private static SimulatedEngine pod(EnginePreset engine) {
    return Objects.requireNonNull(PODS.get(engine));
  }

  /** Takes every seat of a pod, behind the gateway's back. */
  private static List<Call> fill(EnginePreset engine) {
    SimulatedEngine pod = pod(engine);
    String body = Call.body("holder", 20_000, true).replace("\"m\"", '"' + engine.label() + '"');
    var held = new ArrayList<Call>();
    for (int i = 0; i < SEATS; i++) {
      held.add(Call.post(pod.port(), "/v1/chat/completions", body));
    }
    held.forEach(call -> call.awaitText("\"content\":\""));
    Await.until("a full pod", () -> pod.counters().running() == SEATS);
    return held;
  }

  /** TGI writes no blank after the colon, and the gateway leaves that as it is. */
  private static boolean whole(Call call) {
    return call.status() == 200
        && call.end() == Call.End.WHOLE
        && call.text().replace("data:[", "data: [").endsWith("data: [DONE]\n\n");
  }

  private static JsonNode error(Call call) {
    JsonNode error = GatewayProcess.json(call.text()).path("error");
    assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
    return error;
  }

  private static EngineOptions options(EnginePreset engine) {
    return EngineOptions.DEFAULTS
        .withModel(engine.label())
        .withSpeed(20)
        .withSequencesMax(SEATS)
        .withBounds(32_768, 0)
        .withBehaviour(EngineOptions.Behaviour.of(engine).withAbortDelay(Duration.ZERO))
        .withLoadTime(Duration.ofSeconds(5));
  }

  private static Call chat(EnginePreset engine, int tokens, boolean stream) {
    String body =
        Call.body("hello", tokens, stream)
            .replace("\"model\":\"m\"", "\"model\":\"" + engine.label() + "\"");
    return Call.post(gateway.port(), "/v1/chat/completions", body);
  }

  private static JsonNode meters(EnginePreset engine) {
    for (JsonNode model : gateway.admin("/admin/fleet").path("models")) {
      if (model.path("model").asText().equals(engine.label())) {
        return model.findPath("engine");
      }
    }
    throw new AssertionError("no such model: " + engine);
  }
}
