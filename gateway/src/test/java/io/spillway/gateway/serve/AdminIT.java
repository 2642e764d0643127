package io.spillway.gateway.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.gateway.config.Config;
import io.spillway.gateway.config.ConfigReader;
import io.spillway.gateway.config.ConfigResult;
import io.spillway.gateway.relay.Await;
import io.spillway.gateway.relay.EngineTalk;
import io.spillway.gateway.relay.FakeEngine;
import io.spillway.gateway.relay.RawClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the admin port of a whole gateway tells of placement after a conversation's request. */
@Timeout(60)
class AdminIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHAT =
      "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
          + "Tell me of whales. ".repeat(100)
          + "\"}]}";

  private static Vertx vertx;
  private static FakeEngine engine;
  private static Gateway gateway;

  @BeforeAll
  static void serve() throws Exception {
    vertx = Vertx.vertx();
    engine = FakeEngine.start();
    engine.usually(AdminIT::answer);
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    gateway = await(Gateway.start(vertx, config(engine.url()), 1, nowhere));
    Await.until("the pod serves", () -> fleet().path("ready").asInt() == 1);
    try (var client = new RawClient(gateway.port())) {
      client.chat(CHAT, "connection: close");
      assertThat(client.reply().rest()).contains("[DONE]");
    }
    Await.until("it has ended", () -> gateway.activeRequests() == 0);
  }

  @AfterAll
  static void leave() throws Exception {
    await(gateway.close());
    await(vertx.close());
    engine.close();
  }

  @Test
  void theFleetShowsWhatPlacementKnows() {
    JsonNode model = fleet();

    assertThat(model.path("queue").findValuesAsText("priority"))
        .containsExactly("interactive", "default", "bulk");
    assertThat(model.path("sessions").asInt()).isEqualTo(1);
    assertThat(model.path("prefixBlocks").asInt()).isPositive();
    assertThat(model.path("memoryBytes").asLong()).isPositive();
    JsonNode pod = model.path("endpoints").path(0);
    assertThat(pod.path("health").asText()).isEqualTo("well");
    assertThat(pod.path("backlogTokens").asLong(-1)).isZero();
    assertThat(pod.path("prefillTokensPerSecond").asDouble()).isPositive();
    assertThat(pod.path("overheadSeconds").asDouble()).isPositive();
    assertThat(pod.path("cacheTrust").asDouble(-1)).isBetween(0.0, 1.0);
  }

  @Test
  void sessionsAreCounted() {
    assertThat(asked("/admin/sessions").toString())
        .isEqualTo(
            "{\"models\":[{\"model\":\"m\",\"mode\":\"prefer\",\"sessions\":1,"
                + "\"sessionsMax\":1000000,\"ttlSeconds\":3600}]}");
  }

  @Test
  void theRequestIsExplained() {
    JsonNode told = asked("/admin/explain").path("decisions").path(0);

    assertThat(told.path("why").asText()).startsWith("pod-0: ");
    assertThat(told.path("estimateMs").asDouble()).isPositive();
    assertThat(told.path("candidates")).hasSize(1);
  }

  @Test
  void theScrapeHasTheSame() throws Exception {
    String scraped = text("/metrics");

    assertThat(scraped)
        .contains(
            "spillway_first_token_estimate_ratio_count{model=\"m\"} 1",
            "spillway_endpoint_health{endpoint=\"pod-0\",model=\"m\",state=\"well\"} 1.0",
            "spillway_sessions{model=\"m\"} 1.0",
            "spillway_prefix_cached_tokens_total{model=\"m\",source=\"believed\"} 0.0");
  }

  private static JsonNode fleet() {
    return asked("/admin/fleet").path("models").path(0);
  }

  private static JsonNode asked(String path) {
    try {
      return JSON.readTree(text(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(String path) throws IOException {
    try (var operator = new RawClient(gateway.adminPort())) {
      return operator.ask("GET", path, "connection: close").reply().rest();
    }
  }

  private static void answer(EngineTalk talk) throws IOException {
    if (talk.request().line().startsWith("GET")) {
      talk.answer("200 OK", "{\"object\":\"list\",\"data\":[]}");
    } else {
      talk.hello();
    }
  }

  private static Config config(String url) {
    String yaml =
        """
        server: { host: 127.0.0.1, port: 0 }
        admin: { port: 0 }
        models: [ { name: m, selfHosted: { engine: openai, endpoints: [ '%s' ], warmup: { prompts: 1 } } } ]
        """
            .formatted(url);
    return switch (new ConfigReader(Map.of(), path -> "").read(yaml)) {
      case ConfigResult.Valid valid -> valid.config();
      case ConfigResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
