package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Responses: their streams, and what goes on from them. */
@Timeout(60)
class ResponsesIT {
  private static final String PATH = "/v1/responses";
  private static final String UNKNOWN = "\"code\":\"previous_response_not_found\"";
  private static final String ANYWHERE = "session: { from: [] }";
  private static final String ONE_SLOT = "concurrencyPerPod: 1";
  private static final String TENANTS =
      "tenants: [ { name: foo, keys: [ 'sha256:"
          + "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae' ] },"
          + " { name: bar, keys: [ 'sha256:"
          + "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9' ] } ]";

  private static final String CREATED = event("created", 0, "\"response\":" + body("r", "queued"));
  private static final String WORD = event("output_text.delta", 1, "\"delta\":\"Hello\"");
  private static final String COMPLETED =
      event("completed", 2, "\"response\":" + body("r", "completed"));

  @Test
  void passesAStreamOnUnchangedAndReadsWhatItCost() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(CREATED + WORD + COMPLETED));

      var reply = bench.client().post(PATH, ask("\"stream\":true")).reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(CREATED + WORD + COMPLETED);
      bench.edge().awaitIdle();
      var outcome = bench.edge().outcome();
      assertThat(outcome.result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(outcome.tokens().prompt()).isEqualTo(7);
      assertThat(outcome.tokens().cached()).isEqualTo(4);
      assertThat(outcome.tokens().output()).isEqualTo(2);
      assertThat(outcome.times().firstToken()).isPositive();
    }
  }

  @Test
  void passesAWholeAnswerOn() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.answer("200 OK", body("r", "incomplete")));

      var reply = bench.client().post(PATH, ask("")).reply();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(body("r", "incomplete"));
      assertThat(bench.edge().outcome().tokens().prompt()).isEqualTo(7);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @Test
  void endsABrokenStreamWithANumberedErrorAndACut() throws Exception {
    String failed = event("failed", 2, "\"response\":" + body("r", "failed"));
    for (String end : List.of("", failed)) {
      try (var bench = RelayBench.plan().start()) {
        bench.next(talk -> talk.stream(CREATED + WORD + end));

        var cut = bench.client().post(PATH, ask("\"stream\":true")).reply().cut();

        assertThat(cut)
            .startsWith(CREATED + WORD + "event: error\ndata: {\"type\":\"error\",")
            .endsWith("\"sequence_number\":2}\n\n")
            .doesNotContain("[DONE]");
        bench.edge().awaitIdle();
        assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
      }
    }
  }

  @Test
  void holdsFirstEventsThatRepeatALargeRequest() throws Exception {
    String instructions = "\"instructions\":\"" + "x".repeat(200_000) + "\"";
    String created = event("created", 0, "\"response\":{\"id\":\"r\"," + instructions + "}");
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(created + created + WORD + COMPLETED));

      var large = bench.client().post(PATH, ask("\"stream\":true," + instructions)).reply();
      var small = bench.client().post(PATH, ask("\"stream\":true")).reply();

      assertThat(large.rest()).isEqualTo(created + created + WORD + COMPLETED);
      assertThat(small.status()).isEqualTo(502);
    }
  }

  @Test
  void goesOnWhereTheResponseIsThoughAnotherPodIsIdle() throws Exception {
    try (var bench = twoPods("")) {
      var release = new Semaphore(0);
      String id = made(bench, 1);
      int before = bench.pod(1).requests().size();
      bench
          .pod(1)
          .usually(talk -> {
            release.acquire();
            talk.answer("200 OK", body("next", "completed"));
          });

      var clients = new ArrayList<RawClient>();
      for (int i = 0; i < 3; i++) {
        clients.add(bench.client().post(PATH, ask(previous(id))));
      }
      Await.until("all are there", () -> bench.pod(1).requests().size() == before + 3);
      release.release(3);

      for (RawClient client : clients) {
        var reply = client.reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-spillway-reason")).isEqualTo("pinned");
        assertThat(reply.header("x-spillway-endpoint")).isEqualTo("pod-1");
      }
    }
  }

  @Test
  void waitsForItsPodWhileOthersAreServedElsewhere() throws Exception {
    try (var bench = twoPods(ONE_SLOT)) {
      var release = new Semaphore(0);
      String id = made(bench, 0);
      bench
          .pod(0)
          .usually(talk -> {
            release.acquire();
            talk.answer("200 OK", body("next", "completed"));
          });

      var first = bench.client().post(PATH, ask(previous(id)));
      Await.until("it has the slot", () -> bench.edge().inFlight() == 1);
      var second = bench.client().post(PATH, ask(previous(id)));
      Await.until("it waits", () -> bench.edge().waiting() == 1);
      var other = bench.client().post(PATH, ask("")).reply();
      boolean waiting = bench.edge().waiting() == 1;
      release.release(2);

      assertThat(other.header("x-spillway-endpoint")).isEqualTo("pod-1");
      assertThat(waiting).isTrue();
      assertThat(first.reply().status()).isEqualTo(200);
      assertThat(second.reply().header("x-spillway-endpoint")).isEqualTo("pod-0");
      bench.edge().awaitIdle();
    }
  }

  @Test
  void isKnownWhileItsStreamIsStillOpen() throws Exception {
    var end = new CountDownLatch(1);
    try (var bench = RelayBench.plan().start()) {
      bench
          .pod()
          .then(talk -> {
            talk.streamHead().chunk(CREATED + WORD);
            end.await();
            talk.chunk(COMPLETED).end();
          })
          .then(talk -> talk.answer("200 OK", body("next", "completed")));

      var stream = bench.client().post(PATH, ask("\"stream\":true")).reply();
      stream.event();
      var next = bench.client().post(PATH, ask(previous("r"))).reply();
      end.countDown();

      assertThat(next.status()).isEqualTo(200);
      assertThat(stream.rest()).endsWith(COMPLETED);
    }
  }

  @Test
  void doesNotKnowWhatAnotherTenantMade() throws Exception {
    try (var bench = RelayBench.plan().tenants(TENANTS).start()) {
      bench.next(talk -> talk.answer("200 OK", body("r", "completed")));
      bench.client().post(PATH, ask(""), "authorization: Bearer foo").reply().rest();

      var other = bench.client().post(PATH, ask(previous("r")), "x-api-key: bar").reply();
      int calls = bench.calls();
      var own = bench.client().post(PATH, ask(previous("r")), "x-api-key: foo").reply();

      assertThat(other.status()).isEqualTo(404);
      assertThat(other.rest()).contains(UNKNOWN, "\"param\":\"previous_response_id\"");
      assertThat(calls).isEqualTo(1);
      assertThat(own.status()).isEqualTo(200);
      bench.edge().awaitIdle();
    }
  }

  @Test
  void saysThatAResponseIsLostWithItsPodAndForgetsIt() throws Exception {
    try (var bench = twoPods("")) {
      String id = made(bench, 1);
      bench.edge().serve(1);
      int calls = bench.calls();

      var lost = bench.client().post(PATH, ask(previous(id))).reply();
      var forgotten = bench.client().post(PATH, ask(previous(id))).reply();

      assertThat(lost.status()).isEqualTo(404);
      assertThat(lost.header("x-spillway-reason")).isEqualTo("pinned_gone");
      assertThat(lost.header("retry-after")).isNull();
      assertThat(lost.rest()).contains(UNKNOWN, "is gone");
      assertThat(forgotten.status()).isEqualTo(404);
      assertThat(forgotten.header("x-spillway-reason")).isNull();
      assertThat(bench.calls()).isEqualTo(calls);
      bench.edge().awaitIdle();
    }
  }

  @Test
  void forgetsWhatItsPodDoesNotFindAnyMore() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench
          .pod()
          .then(talk -> talk.answer("200 OK", body("r", "completed")))
          .then(talk ->
              talk.answer("404 Not Found", "{\"error\":{\"message\":\"Response not found.\"}}"));
      bench.client().post(PATH, ask("")).reply().rest();

      var restarted = bench.client().post(PATH, ask(previous("r"))).reply();
      var forgotten = bench.client().post(PATH, ask(previous("r"))).reply();

      assertThat(restarted.status()).isEqualTo(404);
      assertThat(restarted.rest()).contains(UNKNOWN);
      assertThat(forgotten.status()).isEqualTo(404);
      assertThat(bench.calls()).isEqualTo(2);
    }
  }

  @Test
  void isNotTriedElsewhereWhenItsPodFails() throws Exception {
    try (var bench = twoPods("")) {
      String id = made(bench, 0);
      bench.pod(0).then(talk -> talk.answer("500 Internal Server Error", "{}"));
      int calls = bench.calls();

      var failed = bench.client().post(PATH, ask(previous(id))).reply();
      var again = bench.client().post(PATH, ask(previous(id))).reply();

      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.header("x-spillway-attempts")).isEqualTo("1");
      assertThat(again.status()).isEqualTo(200);
      assertThat(bench.calls()).isEqualTo(calls + 2);
    }
  }

  @Test
  void knowsAResponseThatIsMadeInTheBackground() throws Exception {
    try (var bench = twoPods("")) {
      bench
          .pod(0)
          .usually(talk -> {
            boolean asked = talk.request().line().startsWith("GET");
            talk.answer("200 OK", body("background", asked ? "completed" : "queued"));
          });
      bench.edge().serve(1);
      var queued = bench.client().post(PATH, ask("\"background\":true")).reply();
      String answer = queued.rest();
      bench.edge().serve(2);
      bench.edge().awaitIdle();

      var next = bench.client().post(PATH, ask(previous("background"))).reply();

      assertThat(queued.status()).isEqualTo(200);
      assertThat(answer).contains("queued");
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.COMPLETE);
      assertThat(next.header("x-spillway-reason")).isEqualTo("pinned");
      assertThat(next.header("x-spillway-endpoint")).isEqualTo("pod-0");
    }
  }

  @Test
  void doesNotRememberWhatIsNotStored() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(CREATED + WORD + COMPLETED));
      bench.client().post(PATH, ask("\"stream\":true,\"store\":false")).reply().rest();

      assertThat(bench.client().post(PATH, ask(previous("r"))).reply().status()).isEqualTo(404);
      assertThat(bench.calls()).isEqualTo(1);
    }
  }

  @Test
  void goesOnAtTheTargetThatMadeItUnderTheClientsModelName() throws Exception {
    var release = new Semaphore(0);
    try (var bench =
        RelayBench.plan()
            .selfHosted(ONE_SLOT)
            .model("queue: { max: 0 }")
            .targets(2, "model: far")
            .start()) {
      bench.next(talk -> {
        release.acquire();
        talk.answer("200 OK", body("here", "completed"));
      });
      bench.target().usually(talk -> talk.stream(CREATED + WORD + COMPLETED));
      var fills = bench.client().post(PATH, ask(""));
      Await.until("the pod is full", () -> bench.edge().inFlight() == 1);

      var spilled = bench.client().post(PATH, ask("\"stream\":true")).reply();
      String events = spilled.rest();
      release.release();
      fills.reply().rest();
      bench.edge().awaitIdle();
      var next = bench.client().post(PATH, ask("\"stream\":true," + previous("r"))).reply();

      assertThat(spilled.header("x-spillway-tier")).isEqualTo("overflow");
      assertThat(events).isEqualTo((CREATED + WORD + COMPLETED).replace("served", "m"));
      assertThat(next.header("x-spillway-endpoint")).isEqualTo("t0");
      assertThat(next.header("x-spillway-reason")).isEqualTo("pinned");
      assertThat(bench.target().requests().getLast().line()).startsWith("POST /v1/responses ");
      assertThat(bench.target().requests().getLast().body())
          .contains("\"model\":\"far\"", previous("r"));
      assertThat(bench.calls()).isEqualTo(1);
    }
  }

  @Test
  void keepsAConversationOfWholeInputsOnItsPod() throws Exception {
    try (var bench = RelayBench.plan().pods(4).start()) {
      bench.next(talk -> talk.answer("200 OK", body("r", "completed")));
      String first = "{\"role\":\"user\",\"content\":\"hi\"}";
      String later = first + ",{\"role\":\"assistant\",\"content\":\"a\"}," + first;

      var endpoints = new ArrayList<String>();
      for (String input : List.of("[" + first + "]", "[" + later + "]", "[" + first + "]")) {
        String body = "{\"model\":\"m\",\"instructions\":\"be kind\",\"input\":" + input + "}";
        endpoints.add(bench.client().post(PATH, body).reply().header("x-spillway-endpoint"));
        bench.edge().awaitIdle();
      }

      assertThat(endpoints).containsOnly(endpoints.getFirst());
    }
  }

  /** Two pods that make responses, each with ids of its own. */
  private static RelayBench twoPods(String selfHosted) throws Exception {
    var plan = RelayBench.plan().pods(2).model(ANYWHERE);
    var bench = (selfHosted.isEmpty() ? plan : plan.selfHosted(selfHosted)).start();
    for (int i = 0; i < 2; i++) {
      String pod = "resp_" + i + "_";
      var count = new AtomicInteger();
      bench
          .pod(i)
          .usually(talk -> talk.answer("200 OK", body(pod + count.incrementAndGet(), "completed")));
    }
    return bench;
  }

  /** The id of a response that the given pod made. */
  private static String made(RelayBench bench, int pod) throws Exception {
    for (int i = 0; i < 100; i++) {
      var reply = bench.client().post(PATH, ask("")).reply();
      String answer = reply.rest();
      bench.edge().awaitIdle();
      if (("pod-" + pod).equals(reply.header("x-spillway-endpoint"))) {
        return answer.substring("{\"id\":\"".length(), answer.indexOf("\",\"object"));
      }
    }
    throw new AssertionError("pod-" + pod + " was never chosen");
  }

  private static String ask(String fields) {
    return "{\"model\":\"m\",\"input\":\"hi\"" + (fields.isEmpty() ? "" : "," + fields) + "}";
  }

  private static String previous(String id) {
    return "\"previous_response_id\":\"" + id + "\"";
  }

  private static String body(String id, String status) {
    return "{\"id\":\""
        + id
        + "\",\"object\":\"response\",\"status\":\""
        + status
        + "\",\"model\":\"served\",\"output\":[],\"usage\":{\"input_tokens\":7,"
        + "\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":2}}";
  }

  private static String event(String type, int number, String fields) {
    return "event: response."
        + type
        + "\ndata: {\"type\":\"response."
        + type
        + "\",\"sequence_number\":"
        + number
        + ","
        + fields
        + "}\n\n";
  }
}
