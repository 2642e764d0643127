package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.ROLE;
import static io.spillway.gateway.relay.Events.text;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client leaves, in every phase of a request. */
@Timeout(60)
class GoneIT {
  @Test
  void whileItSendsItsBody() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      var client = bench.client().send(RawClient.head("POST", "/v1/chat/completions", WHOLE) + "{");
      Await.until("the body is held", () -> bench.edge().heldBytes() > 0);

      client.close();

      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().status()).isEqualTo(499);
    }
  }

  @Test
  void whileItWaits() throws Exception {
    try (var bench = RelayBench.plan().selfHosted("concurrencyPerPod: 1").start()) {
      bench.next(EngineTalk::awaitHangUp);
      var first = bench.client().chat(WHOLE);
      Await.until("the pod is full", () -> bench.calls() == 1);
      var second = bench.client().chat(WHOLE);
      Await.until("it waits", () -> bench.edge().waiting() == 1);

      second.close();

      Await.until("it left the queue", () -> bench.edge().waiting() == 0);
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.CLIENT_GONE);
      assertThat(bench.edge().outcome().decision().attempts()).isZero();
      first.close();
      bench.edge().awaitIdle();
      assertThat(bench.calls()).isEqualTo(1);
    }
  }

  @Test
  void whileTheEndpointIsConnected() throws Exception {
    try (var full = FullBacklog.open();
        var edge =
            io.spillway.gateway.serve.EdgeBench.of(
                "server: { host: 127.0.0.1, port: 0, timeouts: { connect: 500ms } }\n"
                    + "models:\n  - { name: m, selfHosted: { endpoints: [ '"
                    + full.url()
                    + "' ] } }\n")) {
      var client = new RawClient(edge.port()).chat(STREAM);
      Await.until("it is placed", () -> edge.inFlight() == 1);

      client.close();

      edge.awaitIdle();
      assertThat(edge.outcome().result().ending()).isEqualTo(Ending.CLIENT_GONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, WHOLE})
  void beforeTheEngineAnswers(String body) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(EngineTalk::awaitHangUp);
      leavesOnceTheEngineIsAsked(bench, body);
    }
  }

  @Test
  void beforeTheFirstToken() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.streamHead().chunk(ROLE).awaitHangUp());
      leavesOnceTheEngineIsAsked(bench, STREAM);
    }
  }

  @Test
  void withinAnAnswerThatIsNoStream() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{").awaitHangUp());
      leavesOnceTheEngineIsAsked(bench, WHOLE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withinAStream(boolean hard) throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> talk.streamHead().chunk(ROLE + text("a") + text("b")).awaitHangUp());
      var client = bench.client().chat(STREAM);
      client.reply().event();

      if (hard) {
        client.reset();
      } else {
        client.close();
      }

      Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
      bench.edge().awaitIdle();
      var outcome = bench.edge().outcome();
      assertThat(outcome.result().ending()).isEqualTo(Ending.CLIENT_GONE);
      assertThat(outcome.tokens().output()).isEqualTo(2);
    }
  }

  @Test
  void atRandomMomentsNothingLeaks() throws Exception {
    var random = new SplittableRandom(11);
    try (var bench = RelayBench.plan().pods(2).selfHosted("concurrencyPerPod: 4").start()) {
      bench.next(talk -> {
        Thread.sleep(2);
        talk.streamHead().chunk(ROLE);
        for (int i = 0; i < 10; i++) {
          Thread.sleep(1);
          talk.chunk(text("a"));
        }
        talk.chunk(Events.STOP + Events.DONE).end();
      });
      var clients = new ArrayList<Thread>();
      for (int i = 0; i < 200; i++) {
        int stay = random.nextInt(60);
        String body = random.nextBoolean() ? STREAM : WHOLE;
        clients.add(
            Thread.startVirtualThread(() -> {
              try (var client = new RawClient(bench.edge().port())) {
                client.chat(body);
                Thread.sleep(stay);
                client.reset();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            }));
      }
      for (Thread client : clients) {
        client.join();
      }

      bench.edge().awaitIdle();
      Await.until("every request ended once", () -> bench.edge().outcomes().size() == 200);
      bench.next(EngineTalk::hello);
      bench.lookForLeaks();
    }
  }

  private static void leavesOnceTheEngineIsAsked(RelayBench bench, String body) throws Exception {
    var client = bench.client().chat(body);
    Await.until("the engine was asked", () -> bench.calls() == 1);

    client.close();

    Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
    bench.edge().awaitIdle();
    assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.CLIENT_GONE);
    assertThat(bench.edge().outcome().result().status()).isEqualTo(499);
  }
}
