package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.Events.ROLE;
import static io.spillway.gateway.relay.Events.text;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.fleet.Preemption;
import io.spillway.gateway.observe.Ending;
import io.spillway.gateway.observe.RequestOutcome;
import io.spillway.router.Priority;
import io.spillway.router.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bulk request gives its place to an interactive one, as long as nothing of it was answered. */
@Timeout(60)
class PreemptionIT {
  private static final String ONE_SLOT = "concurrencyPerPod: 1";

  @Test
  void moreUrgentRequestsAreServedFirst() throws Exception {
    var permits = new Semaphore(0);
    try (var bench = RelayBench.plan().selfHosted(ONE_SLOT).start()) {
      bench.next(talk -> {
        permits.acquire();
        talk.hello();
      });
      var clients = new ArrayList<RawClient>();
      var bodies = List.of(WHOLE, bulk(WHOLE), WHOLE, urgent(WHOLE));
      for (String body : bodies) {
        clients.add(bench.client().chat(body));
        Await.until("it is placed", () -> placed(bench) == clients.size());
      }

      permits.release(bodies.size());

      for (RawClient client : clients) {
        assertThat(client.reply().rest()).isEqualTo(Events.ANSWER);
      }
      assertThat(bench.pod().requests().stream().map(HeardRequest::body))
          .containsExactly(WHOLE, urgent(WHOLE), WHOLE, bulk(WHOLE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, WHOLE})
  void aBulkRequestWithoutContentGivesItsPlaceAndIsServedLater(String body) throws Exception {
    try (var bench = RelayBench.plan().selfHosted(ONE_SLOT).start()) {
      bench.pod().then(talk -> silent(talk, body));
      var patient = bench.client().chat(bulk(body));
      Await.until("the engine was asked", () -> bench.pod().requests().size() == 1);
      var hasty = bench.client().chat(urgent(WHOLE));
      Await.until("it waits", () -> bench.edge().waiting() == 1);

      Preemption.of(bench.edge().runtime(), only(bench));

      assertThat(hasty.reply().rest()).isEqualTo(Events.ANSWER);
      var reply = patient.reply();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.rest()).isEqualTo(body.equals(STREAM) ? HELLO_SHOWN : Events.ANSWER);
      Await.until("the engine was left", () -> bench.pod().hangUps() == 1);
      assertThat(bench.pod().requests().stream().map(HeardRequest::body))
          .satisfiesExactly(
              first -> assertThat(first).contains("bulk"),
              second -> assertThat(second).contains("urgent"),
              third -> assertThat(third).contains("bulk"));
      bench.edge().awaitIdle();
      assertPreemptedOnce(bench);
    }
  }

  @Test
  void oneThatHasContentKeepsItsPlace() throws Exception {
    var goOn = new Semaphore(0);
    try (var bench = RelayBench.plan().selfHosted(ONE_SLOT).start()) {
      bench
          .pod()
          .then(talk -> {
            talk.streamHead().chunk(ROLE);
            goOn.acquire();
            talk.chunk(text("hello"));
            goOn.acquire();
            talk.chunk(Events.STOP + Events.USAGE + Events.DONE).end();
          });
      var client = bench.client().chat(bulk(STREAM));
      Await.until("it may be put back", () -> possible(bench).size() == 1);
      Slot slot = only(bench);
      goOn.release();
      Reply reply = client.reply();
      String seen = reply.event() + reply.event();

      assertThat(possible(bench)).isEmpty();
      Preemption.of(bench.edge().runtime(), slot);
      goOn.release();

      assertThat(seen + reply.rest()).isEqualTo(HELLO_SHOWN);
      assertThat(bench.edge().preemptions()).isZero();
      assertThat(bench.pod().hangUps()).isZero();
    }
  }

  @Test
  void onlyBulkRequestsCanBePutBack() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(EngineTalk::awaitHangUp);
      bench.client().chat(WHOLE);
      bench.client().chat(urgent(STREAM));
      Await.until("both are placed", () -> bench.edge().inFlight() == 2);

      assertThat(possible(bench)).isEmpty();
    }
  }

  @Test
  void whatWouldNotGiveItsPlaceIsNotAskedAndAnotherIs() throws Exception {
    try (var bench =
        RelayBench.plan()
            .selfHosted("concurrencyPerPod: 2")
            .model("queue: { preempt: true }")
            .start()) {
      bench.next(EngineTalk::awaitHangUp);
      bench.client().chat(bulk(STREAM));
      Await.until("the engine was asked", () -> bench.pod().requests().size() == 1);
      bench
          .client()
          .post(
              "/v1/responses",
              "{\"priority\":5,\"model\":\"m\",\"input\":\"hi\",\"background\":true}");
      Await.until("the engine was asked again", () -> bench.pod().requests().size() == 2);
      assertThat(possible(bench)).hasSize(1);

      bench.client().chat(urgent(STREAM));

      Await.until("the first gave its place", () -> bench.edge().preemptions() == 1);
      Await.until("the engine was asked", () -> bench.pod().requests().size() == 3);
      assertThat(bench.pod().requests().get(2).body()).contains("urgent");
    }
  }

  @Test
  void aClientThatLeavesAfterItWasPutBackLeavesNothing() throws Exception {
    try (var bench = RelayBench.plan().selfHosted(ONE_SLOT).start()) {
      bench.next(EngineTalk::awaitHangUp);
      var patient = bench.client().chat(bulk(STREAM));
      Await.until("the engine was asked", () -> bench.pod().requests().size() == 1);
      var hasty = bench.client().chat(urgent(STREAM));
      Await.until("it waits", () -> bench.edge().waiting() == 1);
      Preemption.of(bench.edge().runtime(), only(bench));
      Await.until("the other is sent", () -> bench.pod().requests().size() == 2);
      Await.until("it waits again", () -> bench.edge().waiting() == 1);

      patient.close();

      Await.until("it left", () -> bench.edge().waiting() == 0);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.CLIENT_GONE);
      hasty.close();
      bench.edge().awaitIdle();
    }
  }

  @Test
  void oneThatWaitsAgainIsRefusedWhenItsOwnWaitEnds() throws Exception {
    try (var bench =
        RelayBench.plan().selfHosted(ONE_SLOT).model("queue: { maxWait: 1s }").start()) {
      bench.next(EngineTalk::awaitHangUp);
      var patient = bench.client().chat(bulk(STREAM));
      Await.until("the engine was asked", () -> bench.pod().requests().size() == 1);
      bench.client().chat(urgent(STREAM));
      Await.until("it waits", () -> bench.edge().waiting() == 1);

      Preemption.of(bench.edge().runtime(), only(bench));

      Reply reply = patient.reply();
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("x-spillway-attempts")).isEqualTo("1");
    }
  }

  @Test
  void atRandomMomentsNothingLeaksAndAllAreServed() throws Exception {
    try (var bench = RelayBench.plan().pods(2).selfHosted(ONE_SLOT).start()) {
      var clients = new ArrayList<RawClient>();
      for (int i = 0; i < 40; i++) {
        clients.add(bench.client().chat(i % 2 == 0 ? bulk(STREAM) : bulk(WHOLE)));
        possible(bench).forEach(slot -> Preemption.of(bench.edge().runtime(), slot));
      }
      for (RawClient client : clients) {
        possible(bench).forEach(slot -> Preemption.of(bench.edge().runtime(), slot));
        assertThat(client.reply().status()).isEqualTo(200);
      }
      bench.edge().awaitIdle();
      assertThat(possible(bench)).isEmpty();
      bench.lookForLeaks();
    }
  }

  private static void assertPreemptedOnce(RelayBench bench) {
    RequestOutcome outcome =
        bench.edge().outcomes().stream()
            .filter(ended -> ended.request().priority() == Priority.BULK)
            .findFirst()
            .orElseThrow();
    assertThat(outcome.decision().preemptions()).isEqualTo(1);
    assertThat(outcome.decision().attempts()).isEqualTo(2);
    assertThat(outcome.times().queue()).isPositive();
    assertThat(bench.edge().preemptions()).isEqualTo(1);
    assertThat(bench.edge().retries()).isEmpty();
    assertThat(bench.edge().refusing()).isEmpty();
  }

  /** Begins an answer of which nothing counts yet. */
  private static void silent(EngineTalk talk, String body) throws java.io.IOException {
    if (body.equals(STREAM)) {
      talk.streamHead().chunk(ROLE);
    }
    talk.awaitHangUp();
  }

  private static Slot only(RelayBench bench) {
    return possible(bench).iterator().next();
  }

  private static java.util.Set<Slot> possible(RelayBench bench) {
    return Preemption.possible(bench.edge().runtime());
  }

  private static int placed(RelayBench bench) {
    return bench.edge().inFlight() + bench.edge().waiting();
  }

  private static String bulk(String body) {
    return body.replace("\"hi\"", "\"bulk\"").replace("{\"model\"", "{\"priority\":5,\"model\"");
  }

  private static String urgent(String body) {
    return body.replace("\"hi\"", "\"urgent\"")
        .replace("{\"model\"", "{\"service_tier\":\"priority\",\"model\"");
  }
}
