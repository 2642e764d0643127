package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.DONE;
import static io.spillway.gateway.relay.Events.ROLE;
import static io.spillway.gateway.relay.Events.STOP;
import static io.spillway.gateway.relay.Events.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.gateway.admin.AdminServer;
import io.spillway.gateway.observe.AccessLog;
import io.spillway.gateway.observe.RecentDecisions;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator is told of decisions, from the socket of a client to that of the operator. */
@Timeout(60)
class ExplainIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SYSTEM =
      message("system", "You answer questions about whales. ".repeat(200));
  private static final String CACHING =
      ROLE
          + text("hello")
          + STOP
          + Events.data(
              "{\"id\":\"c\",\"model\":\"served\",\"choices\":[],\"usage\":{\"prompt_tokens\":1800,"
                  + "\"total_tokens\":1802,\"completion_tokens\":2,"
                  + "\"prompt_tokens_details\":{\"cached_tokens\":1600}}}")
          + DONE;

  @Test
  void aConversationsSecondRequestShowsWhatIsCachedAndWhatWasExpected() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.stream(CACHING));
      String first = SYSTEM + "," + message("user", "Do they sing?");
      bench.chat(chat(first)).rest();
      bench.edge().awaitIdle();
      String second =
          first + "," + message("assistant", "hello") + "," + message("user", "Why do they?");
      bench.chat(chat(second), "x-request-id: second").rest();
      bench.edge().awaitIdle();

      JsonNode told = explained(bench, "second");
      JsonNode logged = logged(bench).getLast();

      for (JsonNode shown : List.of(told, logged)) {
        assertThat(shown.path("reason").asText()).isEqualTo("home");
        assertThat(shown.path("cachedTokens").asInt()).isEqualTo(1600);
        assertThat(shown.path("believedCachedTokens").asInt()).isBetween(1024, 2500);
        assertThat(shown.path("estimateMs").asDouble()).isPositive();
        assertThat(shown.path("actualMs").asDouble()).isPositive();
        assertThat(shown.path("why").asText())
            .startsWith(shown.path("endpoint").asText() + ": ")
            .contains("prompt tokens cached; next best ")
            .doesNotContain("whales");
      }
      assertThat(logged.has("candidates")).isFalse();
      JsonNode best = told.path("candidates").path(0);
      JsonNode other = told.path("candidates").path(1);
      assertThat(best.path("endpoint")).isEqualTo(told.path("endpoint"));
      assertThat(best.path("cachedTokens")).isEqualTo(told.path("believedCachedTokens"));
      assertThat(other.path("cachedTokens").asInt()).isZero();
      assertThat(other.path("score").asDouble()).isGreaterThan(best.path("score").asDouble());
    }
  }

  @Test
  void whatWaitedShowsItsPosition() throws Exception {
    var permits = new Semaphore(0);
    try (var bench = RelayBench.plan().selfHosted("concurrencyPerPod: 1").start()) {
      bench.next(talk -> {
        permits.acquire();
        talk.hello();
      });
      for (int i = 0; i < 3; i++) {
        bench.client().chat(chat(message("user", "number " + i)), "x-request-id: r" + i);
        int placed = i + 1;
        Await.until(
            "it is placed", () -> bench.edge().inFlight() + bench.edge().waiting() == placed);
      }
      permits.release(3);
      bench.edge().awaitIdle();

      assertThat(explained(bench, "r0").has("queuePosition")).isFalse();
      assertThat(explained(bench, "r1").path("queuePosition").asInt(-1)).isEqualTo(0);
      assertThat(explained(bench, "r2").path("queuePosition").asInt(-1)).isEqualTo(1);
    }
  }

  /** What the admin port says of a request. */
  private static JsonNode explained(RelayBench bench, String requestId) throws Exception {
    var recent = new RecentDecisions(10, InstantSource.system());
    bench.edge().outcomes().forEach(recent::add);
    Vertx vertx = Vertx.vertx();
    try {
      var sources =
          new AdminServer.Sources(
              () -> "", () -> "", () -> "", () -> "", recent::json, () -> true, () -> {});
      var admin = new AdminServer(vertx, sources, Optional::empty);
      admin
          .listen("127.0.0.1", 0)
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      try (var operator = new RawClient(admin.port())) {
        operator.ask("GET", "/admin/explain?requestId=" + requestId, "connection: close");
        JsonNode found = JSON.readTree(operator.reply().rest()).path("decisions");
        assertThat(found).hasSize(1);
        return found.path(0);
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private static List<JsonNode> logged(RelayBench bench) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var log = AccessLog.start(new PrintStream(out, false), InstantSource.system(), () -> {})) {
      bench.edge().outcomes().forEach(log::request);
    }
    return JSON.readerFor(JsonNode.class)
        .<JsonNode>readValues(out.toString(StandardCharsets.UTF_8))
        .readAll();
  }

  private static String chat(String messages) {
    return "{\"model\":\"m\",\"stream\":true,\"messages\":[" + messages + "]}";
  }

  private static String message(String role, String content) {
    return "{\"role\":\"" + role + "\",\"content\":\"" + content + "\"}";
  }
}
