package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.fleet.Address;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.responses.ResponsePlace;
import io.spillway.router.EndpointId;
import io.spillway.router.EndpointView;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions about a response that an endpoint keeps. */
@Timeout(60)
class KeptResponseIT {
  private static final String ID = "resp_1";
  private static final String PATH = "/v1/responses/" + ID;
  private static final String TENANT = "open";
  private static final String RESPONSE =
      "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"served\","
          + "\"error\":null,\"output\":[],\"usage\":{\"input_tokens\":7,\"output_tokens\":2}}";
  private static final String DELTA =
      event("response.output_text.delta", "\"delta\":\"lo\",\"sequence_number\":8");
  private static final String COMPLETED =
      event("response.completed", "\"response\":" + RESPONSE + ",\"sequence_number\":9");

  @ParameterizedTest
  @CsvSource({
    "GET, '', response_get",
    "DELETE, '', response_delete",
    "POST, /cancel, response_cancel",
    "GET, /input_items, response_input_items",
  })
  void isAskedOfTheEndpointThatKeepsIt(String method, String suffix, String kind) throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.next(talk -> talk.answer("200 OK", RESPONSE));
      keep(bench, pod(bench, 1));

      var reply = bench.client().ask(method, PATH + suffix).reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(RESPONSE);
      assertThat(reply.header("x-spillway-endpoint")).isEqualTo(pod(bench, 1));
      assertThat(reply.header("x-spillway-reason")).isEqualTo("pinned");
      assertThat(bench.calls()).isEqualTo(1);
      var heard = bench.pod(1).requests().getFirst();
      assertThat(heard.line()).isEqualTo(method + " " + PATH + suffix + " HTTP/1.1");
      assertThat(heard.header("content-type")).isNull();
      assertThat(heard.body()).isEmpty();
      if (method.equals("POST")) {
        assertThat(heard.header("content-length")).isEqualTo("0");
      }
      var outcome = bench.edge().outcome();
      assertThat(outcome.request().kind()).isEqualTo(kind);
      assertThat(outcome.result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(outcome.tokens().output()).isNegative();
      bench.edge().awaitIdle();
    }
  }

  @Test
  void isAskedWithTheQueryThatIsKnown() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.answer("200 OK", "{\"object\":\"list\",\"data\":[]}"));
      keep(bench, pod(bench, 0));

      var reply = bench.client().ask("GET", PATH + "/input_items?limit=2&x=y&after=i_1").reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(bench.pod().requests().getFirst().line())
          .isEqualTo("GET " + PATH + "/input_items?limit=2&after=i_1 HTTP/1.1");
    }
  }

  @Test
  void isNotAskedWithAQueryThatIsNotValid() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      keep(bench, pod(bench, 0));

      assertThat(bench.client().ask("GET", PATH + "?stream=2").reply().status()).isEqualTo(400);

      assertThat(bench.calls()).isZero();
    }
  }

  @Test
  void readsAndDropsASmallBodyAndRefusesALargeOne() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.answer("200 OK", RESPONSE));
      keep(bench, pod(bench, 0));

      assertThat(bench.client().post(PATH + "/cancel", "{}").reply().status()).isEqualTo(200);
      assertThat(bench.client().post(PATH + "/cancel", "x".repeat(70_000)).reply().status())
          .isEqualTo(413);

      assertThat(bench.pod().requests()).hasSize(1);
      assertThat(bench.pod().requests().getFirst().body()).isEmpty();
      bench.edge().awaitIdle();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PATH, PATH + "/cancel", PATH + "/input_items"})
  void isUnknownWithoutAskingAnyPod(String path) throws Exception {
    String method = path.endsWith("cancel") ? "POST" : "GET";
    try (var bench = RelayBench.plan().start()) {
      var reply = bench.client().ask(method, path).reply();

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.rest()).contains("response_not_found", "'resp_1' not found");
      assertThat(bench.calls()).isZero();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.REFUSED);
    }
  }

  @Test
  void isUnknownToAnotherTenant() throws Exception {
    try (var bench =
        RelayBench.plan()
            .tenants(
                "tenants: [ { name: one, keys: [ 'sha256:%s' ] }, { name: two, keys: ["
                        .formatted(sha256("key-one"))
                    + " 'sha256:%s' ] } ]".formatted(sha256("key-two")))
            .start()) {
      bench.next(talk -> talk.answer("200 OK", RESPONSE));
      bench.edge().responses().put("one", ID, new ResponsePlace(pod(bench, 0), "m"), now());

      var other = bench.client().ask("GET", PATH, "x-api-key: key-two").reply();
      var nobody = bench.client().ask("GET", PATH).reply();
      assertThat(other.status()).isEqualTo(404);
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(bench.calls()).isZero();

      var owner = bench.client().ask("GET", PATH, "x-api-key: key-one").reply();
      assertThat(owner.status()).isEqualTo(200);
    }
  }

  @Test
  void isGoneWithItsPod() throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      keep(bench, pod(bench, 1));
      bench.edge().serve(1);

      var reply = bench.client().ask("GET", PATH).reply();

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.rest()).contains("response_not_found");
      assertThat(bench.calls()).isZero();
      assertThat(kept(bench)).isFalse();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.REFUSED);
    }
  }

  @Test
  void isGoneWithItsModel() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().responses().put(TENANT, ID, new ResponsePlace("pod-0", "left"), now());

      assertThat(bench.client().ask("GET", PATH).reply().status()).isEqualTo(404);
      assertThat(kept(bench)).isFalse();
    }
  }

  @Test
  void isStillAskedOfAPodThatAdmitsNothing() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      String pod = pod(bench, 0);
      keep(bench, pod);
      bench.next(talk -> talk.answer("200 OK", RESPONSE));
      bench
          .edge()
          .runtime()
          .fleet(
              List.of(new EndpointView(new EndpointId(pod), pod, false, false, 1)),
              Map.of(
                  new EndpointId(pod),
                  Address.of(URI.create(bench.pod().url()), Optional.empty(), Optional.empty())));

      assertThat(bench.client().ask("GET", PATH).reply().rest()).isEqualTo(RESPONSE);
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, '', false", "DELETE, '', false", "GET, /input_items, true"})
  void isForgottenWhenItsPodKnowsItNoMore(String method, String suffix, boolean kept)
      throws Exception {
    try (var bench = RelayBench.plan().pods(2).start()) {
      bench.next(talk -> talk.answer("404 Not Found", "{\"detail\":\"Not Found\"}"));
      keep(bench, pod(bench, 0));

      var reply = bench.client().ask(method, PATH + suffix).reply();

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.rest().contains("response_not_found")).isEqualTo(!kept);
      assertThat(kept(bench)).isEqualTo(kept);
      assertThat(bench.calls()).isEqualTo(1);
    }
  }

  @Test
  void isForgottenOnceItIsDeleted() throws Exception {
    String deleted = "{\"id\":\"resp_1\",\"object\":\"response\",\"deleted\":true}";
    try (var bench = RelayBench.plan().start()) {
      bench
          .pod()
          .then(talk -> talk.answer("500 Internal Server Error", "no"))
          .then(talk -> talk.answer("200 OK", deleted));
      keep(bench, pod(bench, 0));

      assertThat(bench.client().ask("DELETE", PATH).reply().status()).isEqualTo(500);
      assertThat(kept(bench)).isTrue();
      assertThat(bench.client().ask("DELETE", PATH).reply().rest()).isEqualTo(deleted);
      assertThat(kept(bench)).isFalse();
    }
  }

  @Test
  void isShownThoughItFailed() throws Exception {
    String failed =
        RESPONSE
            .replace("\"completed\"", "\"failed\"")
            .replace("\"error\":null", "\"error\":{\"code\":\"server_error\",\"message\":\"no\"}");
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.answer("200 OK", failed));
      keep(bench, pod(bench, 0));

      var reply = bench.client().ask("GET", PATH).reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(failed);
    }
  }

  @Test
  void isNeverAskedOfAnotherPod() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      bench.next(talk -> talk.answer("503 Service Unavailable", "busy"));
      keep(bench, pod(bench, 2));

      var reply = bench.client().ask("GET", PATH).reply();

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("retry-after")).isEqualTo("1");
      assertThat(bench.calls()).isEqualTo(1);
      assertThat(kept(bench)).isTrue();
    }
  }

  @Test
  void isAskedOfATargetUnderItsOwnPathAndNamedAsTheClientKnowsIt() throws Exception {
    try (var bench = RelayBench.plan().targets(1, "key: target-key").start()) {
      bench.target().usually(talk -> talk.answer("200 OK", RESPONSE));
      keep(bench, "t0");

      var reply = bench.client().ask("GET", PATH).reply();

      assertThat(reply.rest()).isEqualTo(RESPONSE.replace("\"served\"", "\"m\""));
      assertThat(reply.header("x-spillway-tier")).isEqualTo("overflow");
      var heard = bench.target().requests().getFirst();
      assertThat(heard.line()).isEqualTo("GET /v1/responses/resp_1 HTTP/1.1");
      assertThat(heard.header("authorization")).isEqualTo("Bearer target-key");
      assertThat(bench.edge().runtime().snapshot().spilled()).isZero();
    }
  }

  @Test
  void goesOnAsAStream() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(DELTA + COMPLETED));
      keep(bench, pod(bench, 0));

      var reply = bench.client().ask("GET", PATH + "?stream=true&starting_after=7").reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-type")).startsWith("text/event-stream");
      assertThat(reply.rest()).isEqualTo(DELTA + COMPLETED);
      var heard = bench.pod().requests().getFirst();
      assertThat(heard.line()).isEqualTo("GET " + PATH + "?stream=true&starting_after=7 HTTP/1.1");
      assertThat(heard.header("accept")).startsWith("text/event-stream");
      bench.edge().awaitIdle();
      var outcome = bench.edge().outcome();
      assertThat(outcome.request().stream()).isTrue();
      assertThat(outcome.result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(outcome.times().firstToken()).isPositive();
    }
  }

  @Test
  void repeatsALargeRequestFromTheStart() throws Exception {
    String created =
        "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,"
            + "\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"instructions\":\""
            + "x".repeat(200_000)
            + "\"}}\n\n";
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(created + DELTA + COMPLETED));
      keep(bench, pod(bench, 0));

      var reply = bench.client().ask("GET", PATH + "?stream=true").reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(created + DELTA + COMPLETED);
    }
  }

  @Test
  void neverLooksCompleteWhenItsStreamBreaks() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(DELTA));
      keep(bench, pod(bench, 0));

      var cut = bench.client().ask("GET", PATH + "?stream=true").reply().cut();

      assertThat(cut)
          .startsWith(DELTA + "event: error\ndata: {\"type\":\"error\"")
          .doesNotContain("[DONE]", "response.completed");
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
    }
  }

  @Test
  void closesTheEngineWhenItsClientLeavesTheStream() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.streamHead().chunk(DELTA).awaitHangUp());
      keep(bench, pod(bench, 0));
      var client = bench.client().ask("GET", PATH + "?stream=true");
      client.reply().event();

      client.close();

      Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.CLIENT_GONE);
    }
  }

  @Test
  void isAskedWhileAsManyOfItsStreamsGoOnAsMay() throws Exception {
    try (var bench =
        RelayBench.plan()
            .tenants(
                "tenants: [ { name: one, keys: [ 'sha256:%s' ] }, { name: two, keys: ["
                        .formatted(sha256("key-one"))
                    + " 'sha256:%s' ] } ]".formatted(sha256("key-two")))
            .start()) {
      String pod = pod(bench, 0);
      bench.edge().responses().put("one", ID, new ResponsePlace(pod, "m"), now());
      bench.edge().responses().put("two", "resp_2", new ResponsePlace(pod, "m"), now());
      bench.next(talk -> talk.streamHead().chunk(DELTA).awaitHangUp());
      String stream = "?stream=true";
      int streams = 0;
      while (open(bench, PATH + stream, "key-one") == 200) {
        streams++;
      }

      assertThat(streams).isBetween(100, 200);
      assertThat(open(bench, PATH + stream, "key-one")).isEqualTo(429);
      assertThat(open(bench, "/v1/responses/resp_2" + stream, "key-two")).isEqualTo(200);
      bench.next(talk -> talk.answer("200 OK", RESPONSE));
      assertThat(open(bench, PATH, "key-one")).isEqualTo(200);
      assertThat(open(bench, "/v1/responses/resp_2", "key-two")).isEqualTo(200);
    }
  }

  private static int open(RelayBench bench, String path, String key) throws Exception {
    return bench.client().ask("GET", path, "x-api-key: " + key).reply().status();
  }

  @Test
  void stopsReadingFromTheEngineWhileTheClientDoesNotRead() throws Exception {
    String much = event("response.output_text.delta", "\"delta\":\"" + "x".repeat(60_000) + "\"");
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> {
        talk.streamHead();
        for (int i = 0; i < 400; i++) {
          talk.chunk(much);
        }
        talk.chunk(COMPLETED).end();
      });
      keep(bench, pod(bench, 0));

      var reply = bench.smallClient().ask("GET", PATH + "?stream=true").reply();
      reply.event();

      assertThat(bench.edge().outcomes()).isEmpty();
      assertThat(reply.rest()).hasSize(399 * much.length() + COMPLETED.length());
      bench.edge().awaitIdle();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, '', 'GET, DELETE'",
    "PUT, '', 'GET, DELETE'",
    "GET, /cancel, POST",
    "DELETE, /input_items, GET",
  })
  void takesItsMethodsOnly(String method, String suffix, String allow) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      keep(bench, pod(bench, 0));

      var reply = bench.client().ask(method, PATH + suffix).reply();

      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("allow")).isEqualTo(allow);
      assertThat(bench.calls()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/responses/..",
        "/v1/responses/../../metrics",
        "/v1/responses/%2e%2e%2fmetrics",
        "/v1/responses/resp_1%2fcancel",
        "/v1/responses/resp_1/../x",
      })
  void letsNoOtherPathThrough(String path) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      keep(bench, pod(bench, 0));

      assertThat(bench.client().ask("GET", path).reply().status()).isEqualTo(404);

      assertThat(bench.calls()).isZero();
    }
  }

  private static void keep(RelayBench bench, String endpoint) {
    bench.edge().responses().put(TENANT, ID, new ResponsePlace(endpoint, "m"), now());
  }

  private static boolean kept(RelayBench bench) {
    return bench.edge().responses().find(TENANT, ID, now()) != null;
  }

  private static String pod(RelayBench bench, int index) {
    return bench.edge().runtime().config().selfHosted().endpoints().get(index).name();
  }

  private static long now() {
    return System.nanoTime();
  }

  private static String event(String type, String fields) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
  }

  private static String sha256(String key) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }
}
