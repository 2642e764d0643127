package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.ANSWER;
import static io.spillway.gateway.relay.Events.HELLO;
import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to one connection stays on it: its life, its upgrade, its headers. */
@Timeout(60)
class UpstreamConnectionIT {
  private static final String[] UPGRADE = {
    "Connection: Upgrade, HTTP2-Settings",
    "Upgrade: h2c",
    "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    "Connection: x-hop , close-not",
    "X-Hop: 1",
    "TE: trailers, deflate",
    "Keep-Alive: timeout=5",
    "Proxy-Authorization: Basic eA==",
    "Proxy-Connection: keep-alive",
    "Trailer: x-later",
  };
  private static final Set<String> UPSTREAM_HEADERS =
      Set.of("content-type", "accept", "x-request-id", "host", "content-length");

  @Test
  void anOfferToUpgradeIsAnsweredOverHttp11() throws Exception {
    String large = WHOLE.replace("\"hi\"", "\"" + "word ".repeat(100_000) + "\"");
    try (var bench = RelayBench.plan().start()) {
      var client = bench.client();

      var models = client.ask("GET", "/v1/models", UPGRADE).reply();
      assertThat(models.status()).isEqualTo(200);
      assertThat(models.rest()).contains("\"m\"");
      assertNoUpgrade(models);
      for (String body : List.of(WHOLE, STREAM, large)) {
        var reply = client.chat(body, UPGRADE).reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.rest()).isEqualTo(body.equals(STREAM) ? HELLO_SHOWN : ANSWER);
        assertNoUpgrade(reply);
      }

      assertThat(bench.pod().requests())
          .hasSize(3)
          .allSatisfy(request -> assertThat(names(request.headers())).isSubsetOf(UPSTREAM_HEADERS));
      assertThat(bench.pod().requests().getLast().body()).isEqualTo(large);
    }
  }

  @Test
  void theJdksClientGetsItsAnswerWithoutItsUpgrade() throws Exception {
    try (var bench = RelayBench.plan().start();
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      var base = "http://127.0.0.1:" + bench.edge().port();
      var post =
          HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(STREAM))
              .build();
      var get = HttpRequest.newBuilder(URI.create(base + "/v1/models")).build();

      for (var request : List.of(get, post, post)) {
        var response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      }
      assertThat(bench.pod().requests())
          .hasSize(2)
          .allSatisfy(request -> assertThat(names(request.headers())).isSubsetOf(UPSTREAM_HEADERS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, WHOLE})
  void aConnectionThatTheEngineMeansToCloseIsNotUsedAgain(String body) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      // The engine does not close it at once: only the header says that it will.
      bench.next(talk -> {
        if (body.equals(WHOLE)) {
          talk.answer("200 OK", ANSWER, "Connection: close");
        } else {
          talk.raw(
                  String.join(
                      "\r\n",
                      "HTTP/1.1 200 OK",
                      "content-type: text/event-stream",
                      "Connection: close",
                      "transfer-encoding: chunked",
                      "",
                      ""))
              .chunk(HELLO)
              .end();
        }
      });

      for (int i = 1; i <= 3; i++) {
        bench.chat(body).rest();
        bench.edge().awaitIdle();
        assertThat(bench.pod().requests().getLast().connection()).isEqualTo(i);
      }
    }
  }

  @Test
  void anEngineThatClosesIdleConnectionsIsNeverNoticed() throws Exception {
    var random = new SplittableRandom(5);
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> {
        talk.hello();
        if (random.nextBoolean()) {
          Thread.sleep(0, random.nextInt(900_000));
          talk.fin();
        }
      });
      var client = bench.client();

      for (int i = 0; i < 150; i++) {
        var reply = client.chat(i % 2 == 0 ? STREAM : WHOLE).reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.rest()).isEqualTo(i % 2 == 0 ? HELLO_SHOWN : ANSWER);
        assertThat(reply.header("x-spillway-attempts")).isEqualTo("1");
      }
      assertThat(bench.edge().retries()).isEmpty();
    }
  }

  @Test
  void everySendingHasAnIdOfItsOwnEvenOnAReplacedConnection() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.pod().then(EngineTalk::hello).then(EngineTalk::fin);
      bench.chat(STREAM, "x-request-id: mine").rest();
      bench.edge().awaitIdle();

      var again = bench.chat(STREAM, "x-request-id: mine");

      assertThat(again.rest()).isEqualTo(HELLO_SHOWN);
      assertThat(again.header("x-request-id")).isEqualTo("mine");
      var ids = ConcurrentHashMap.<String>newKeySet();
      bench.pod().requests().forEach(request -> ids.add(request.header("x-request-id")));
      assertThat(bench.pod().requests()).hasSize(3);
      assertThat(ids).hasSize(3).allMatch(id -> id.startsWith("mine-"));
    }
  }

  private static void assertNoUpgrade(Reply reply) {
    assertThat(names(reply.lines())).doesNotContain("upgrade", "connection", "keep-alive");
  }

  private static List<String> names(List<String> lines) {
    return lines.stream()
        .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
        .toList();
  }
}
