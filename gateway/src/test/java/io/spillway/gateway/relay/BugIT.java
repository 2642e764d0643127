package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.responses.ResponsePlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bug in the gateway ends the request it meets, and only that. */
@Timeout(60)
class BugIT {
  @Test
  void whenARequestIsPlaced() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().nextPlacementThrows();

      assertThatItFailed(bench, bench.chat(STREAM));
    }
  }

  @Test
  void whenTheSessionOfARequestIsLookedFor() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().nextSessionThrows();

      assertThatItFailed(bench, bench.chat(STREAM));
    }
  }

  @Test
  void whenAWholeAnswerIsRead() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().nextOutcomeThrows();

      assertThatItFailed(bench, bench.chat(WHOLE));
    }
  }

  @Test
  void whenAStreamEnds() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().nextOutcomeThrows();

      assertThat(bench.chat(STREAM).cut()).contains("event: error", "server_error");
      bench.edge().awaitIdle();
    }
  }

  @Test
  void whenTheStreamOfAVisitEndsWithTheNumberOfTheNextEvent() throws Exception {
    String completed =
        "event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":9,"
            + "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[]}}\n\n";
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.stream(completed));
      bench
          .edge()
          .responses()
          .put("open", "resp_1", new ResponsePlace("pod-0", "m"), System.nanoTime());
      bench.edge().nextOutcomeThrows();

      var reply = bench.client().ask("GET", "/v1/responses/resp_1?stream=true").reply();

      assertThat(reply.cut()).contains("event: error", "\"sequence_number\":10");
      bench.edge().awaitIdle();
    }
  }

  @Test
  void whenARequestIsAnsweredAtTheEdge() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().nextOutcomeThrows();

      assertThatItFailed(bench, bench.client().ask("GET", "/v1/models").reply());
    }
  }

  @Test
  void whenABodyIsRefused() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().nextOutcomeThrows();

      assertThatItFailed(bench, bench.chat(WHOLE.replace("\"m\"", "\"none\"")));
    }
  }

  private static void assertThatItFailed(RelayBench bench, Reply reply) throws Exception {
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.rest()).contains("\"type\":\"server_error\"", "\"param\":", "\"code\":");
    bench.edge().awaitIdle();
    assertThat(bench.chat(STREAM).rest()).isEqualTo(HELLO_SHOWN);
  }
}
