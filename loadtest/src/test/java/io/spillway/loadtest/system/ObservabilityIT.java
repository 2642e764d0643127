package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.Failure;
import io.spillway.loadtest.engine.FailureKind;
import io.spillway.loadtest.engine.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator sees of the traffic, and what nobody may see of it. */
class ObservabilityIT {
  private static final String KEY = "canary-client-key-7f3a";
  private static final String ENGINE_KEY = "canary-engine-key-91bc";
  private static final String TOKEN = "canary-admin-token-5d2e";
  private static final String PROMPT = "canary-prompt-c44d";
  private static final String[] CLIENT = {"authorization", "Bearer " + KEY};
  private static final String[] OPERATOR = {"authorization", "Bearer " + TOKEN};

  /** The design's metrics that this version has. */
  private static final List<String> METRICS =
      List.of(
          "inference_pending_requests",
          "llm_request_queue_length",
          "llm_requests_total",
          "llm_request_duration_seconds_count",
          "llm_tokens_generated_total",
          "llm_tokens_prompt_total",
          "llm_model_load_duration_seconds_count",
          "gen_ai_server_time_to_first_token_seconds_count",
          "gen_ai_server_time_per_output_token_seconds_count",
          "gen_ai_server_request_duration_seconds_count",
          "gen_ai_client_token_usage_count",
          "spillway_inflight",
          "spillway_endpoint_state",
          "spillway_saturation",
          "spillway_demand",
          "spillway_desired_replicas",
          "spillway_ready_replicas",
          "spillway_placements_total",
          "spillway_overhead_seconds_count",
          "spillway_session_affinity_total",
          "spillway_overflow_state",
          "spillway_cost_usd_total",
          "spillway_retries_total",
          "spillway_rejections_total");

  private static Fleet fleet;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(2, options -> options);
    gateway = GatewayProcess.ready(config());
    Await.until("two pods", () -> gateway.metric("spillway_ready_replicas") == 2);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @Test
  void everyRequestIsCountedLoggedOnceAndExplainedAndNothingSecretIsSaid() {
    List<Call> calls = traffic();

    List<String> answered =
        calls.stream().map(call -> call.header("x-request-id").orElseThrow()).toList();
    Await.until("a line for each", () -> gateway.requests().size() >= calls.size());
    assertThat(gateway.requests())
        .extracting(line -> line.path("requestId").asText())
        .containsExactlyInAnyOrderElementsOf(answered)
        .contains("my-own-id");
    Await.until("advice", () -> gateway.metrics().contains("spillway_desired_replicas{"));
    assertThat(METRICS)
        .allSatisfy(name -> assertThat(gateway.metrics()).containsPattern("(?m)^" + name + "[{ ]"));
    assertThat(gateway.metric("llm_requests_total")).isEqualTo(calls.size());
    explains(calls.getFirst());

    String shown =
        String.join("\n", gateway.out())
            + String.join("\n", gateway.err())
            + gateway.metrics()
            + pages();
    for (String secret : List.of(KEY, ENGINE_KEY, TOKEN, PROMPT, "wrong-canary")) {
      assertThat(shown).doesNotContain(secret);
    }
    String headers = calls.stream().map(c -> c.headers().toString()).collect(Collectors.joining());
    for (String secret : List.of(KEY, ENGINE_KEY, TOKEN, "127.0.0.1")) {
      assertThat(headers).doesNotContain(secret);
    }
  }

  @Test
  void offLoopbackTheAdminPortWantsItsToken() {
    for (String path : List.of("/metrics", "/livez", "/readyz")) {
      assertThat(get(path).status()).isEqualTo(200);
    }
    for (String path : List.of("/admin/fleet", "/admin/scale", "/admin/explain")) {
      assertThat(get(path).status()).isEqualTo(401);
      assertThat(get(path, "authorization", "Bearer guess").status()).isEqualTo(401);
      assertThat(get(path, OPERATOR).status()).isEqualTo(200);
    }
    assertThat(Call.post(gateway.adminPort(), "/drain", "").awaitEnd().status()).isEqualTo(401);
    assertThat(get("/readyz").status()).isEqualTo(200);
    assertThat(get("/admin/unheard-of", OPERATOR).status()).isEqualTo(404);
    assertThat(get("/drain", OPERATOR).status()).isEqualTo(405);
  }

  private static List<Call> traffic() {
    var calls = new ArrayList<Call>();
    calls.add(Call.stream(gateway, PROMPT, 20, CLIENT));
    calls.add(Call.chat(gateway, PROMPT, 5, CLIENT));
    calls.add(Call.chat(gateway, PROMPT, 5, "x-api-key", KEY, "x-request-id", "my-own-id"));
    calls.add(Call.chat(gateway, PROMPT, 5, "authorization", "Bearer wrong-canary"));
    calls.add(Call.get(gateway.port(), "/v1/models", CLIENT));
    calls.add(Call.get(gateway.port(), "/v1/" + PROMPT, CLIENT));
    calls.add(
        Call.post(gateway.port(), "/v1/chat/completions", "{\"model\":\"" + PROMPT + "\"", CLIENT));
    calls.forEach(Call::awaitEnd);
    fleet
        .engines()
        .forEach(engine -> engine.failures(Failures.of(Failure.of(FailureKind.STATUS, 500))));
    calls.add(Call.chat(gateway, PROMPT, 5, CLIENT).awaitEnd());
    fleet
        .engines()
        .forEach(engine -> engine.failures(Failures.of(Failure.of(FailureKind.ERROR_AFTER, 5))));
    calls.add(Call.stream(gateway, PROMPT, 50, CLIENT).awaitEnd());
    fleet.engines().forEach(engine -> engine.failures(Failures.NONE));
    return calls;
  }

  private static void explains(Call call) {
    String id = call.header("x-request-id").orElseThrow();
    JsonNode found = GatewayProcess.json(get("/admin/explain?requestId=" + id, OPERATOR).text());
    assertThat(found.path("decisions")).hasSize(1);
    JsonNode decision = found.at("/decisions/0");
    assertThat(decision.path("requestId").asText()).isEqualTo(id);
    assertThat(decision.path("endpoint").asText()).isEqualTo(call.endpoint());
    assertThat(decision.path("reason").asText())
        .isEqualTo(call.header("x-spillway-reason").orElseThrow());
    assertThat(decision.path("tenant").asText()).isEqualTo("clinic");
  }

  private static String pages() {
    return List.of("/admin/fleet", "/admin/scale", "/admin/explain").stream()
        .map(path -> get(path, OPERATOR).text())
        .collect(Collectors.joining());
  }

  private static Call get(String path, String... headers) {
    return Call.get(gateway.adminPort(), path, headers).awaitEnd();
  }

  private static String config() {
    return """
    tenants: [ { name: clinic, overflow: allow, keys: [ "sha256:%s" ] } ]
    server: { host: 127.0.0.1, port: 0, secret: 0123456789abcdef0123456789abcdef }
    admin: { host: 0.0.0.0, port: 0, token: %s }
    models:
    """
            .formatted(Configs.sha256(KEY), TOKEN)
        + Configs.model(fleet.urls(), 32)
        + """
              key: %s
              price: { usdPerGpuHour: 2 }
            overflow:
              - { name: hosted, type: openai, url: "http://127.0.0.1:9/v1", key: %s }
        """
            .formatted(ENGINE_KEY, ENGINE_KEY);
  }
}
