package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.DONE;
import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.Events.ROLE;
import static io.spillway.gateway.relay.Events.STOP;
import static io.spillway.gateway.relay.Events.text;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeadlineIT {
  @Test
  void answers504WhenNoHeadComesBeforeTheFirstTokenLimit() throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { firstToken: 150ms }").start()) {
      bench.next(EngineTalk::awaitHangUp);

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(504);
      assertThat(reply.rest()).contains("upstream_timeout");
      Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
      bench.edge().awaitIdle();
    }
  }

  @Test
  void commentsAndRolesDoNotStopTheFirstTokenLimit() throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { firstToken: 200ms }").start()) {
      bench.next(talk -> {
        talk.streamHead().chunk(ROLE);
        while (true) {
          talk.chunk(": ping\n\n").chunk(ROLE);
          Thread.sleep(20);
        }
      });

      assertThat(bench.chat(STREAM).status()).isEqualTo(504);
      Await.until("the engine was closed", () -> bench.pod().open() == 0);
      bench.edge().awaitIdle();
    }
  }

  @Test
  void theFirstTokenLimitCountsFromTheFirstDispatchOverRetries() throws Exception {
    try (var bench = RelayBench.plan().pods(3).server("timeouts: { firstToken: 400ms }").start()) {
      long began = System.nanoTime();
      FakeEngine.Script late =
          talk -> {
            Thread.sleep(250);
            talk.answer("500 x", "{}");
          };
      bench.inTurn(late, late, late);

      assertThat(bench.chat(STREAM).status()).isEqualTo(504);
      assertThat((System.nanoTime() - began) / 1_000_000).isBetween(390L, 1500L);
    }
  }

  @Test
  void theFirstTokenLimitHoldsWhileARequestWaitsForItsSecondPod() throws Exception {
    try (var bench =
        RelayBench.plan()
            .pods(2)
            .selfHosted("concurrencyPerPod: 1")
            .server("timeouts: { firstToken: 400ms }")
            .start()) {
      var blocked = new CountDownLatch(1);
      bench.inTurn(
          talk -> {
            talk.streamHead().chunk(text("a"));
            blocked.await();
          },
          talk -> {
            Thread.sleep(50);
            talk.answer("500 x", "{}");
          });
      bench.chat(STREAM).event();

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(504);
      assertThat(bench.edge().waiting()).isZero();
      blocked.countDown();
    }
  }

  @Test
  void breaksAStreamThatIsIdleForTooLong() throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { idle: 150ms }").start()) {
      bench.next(talk -> talk.streamHead().chunk(text("a")).awaitHangUp());

      var reply = bench.chat(STREAM);

      assertThat(reply.event()).isEqualTo(text("a"));
      assertThat(reply.cut()).startsWith("event: error\n").contains("upstream_timeout");
      Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
    }
  }

  @Test
  void theIdleLimitStartsAgainWithEachRealEvent() throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { idle: 600ms }").start()) {
      bench.next(talk -> {
        talk.streamHead();
        for (int i = 0; i < 10; i++) {
          talk.chunk(text("a"));
          Thread.sleep(100);
        }
        talk.chunk(STOP + DONE).end();
      });

      assertThat(bench.chat(STREAM).rest()).isEqualTo(text("a").repeat(10) + STOP + DONE);
    }
  }

  @Test
  void answers504WhenAWholeAnswerTakesLongerThanTheTotalLimit() throws Exception {
    String limits = "timeouts: { firstToken: 200ms, total: 300ms }";
    try (var bench = RelayBench.plan().server(limits).start()) {
      bench.next(
          talk -> talk.raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id").awaitHangUp());

      assertThat(bench.chat(WHOLE).status()).isEqualTo(504);
      Await.until("the engine was closed", () -> bench.pod().hangUps() == 1);
      bench.edge().awaitIdle();
    }
  }

  @Test
  void breaksAStreamThatTakesLongerThanTheTotalLimit() throws Exception {
    String limits = "timeouts: { firstToken: 200ms, total: 300ms }";
    try (var bench = RelayBench.plan().server(limits).start()) {
      bench.next(talk -> {
        talk.streamHead();
        while (true) {
          talk.chunk(text("a"));
          Thread.sleep(20);
        }
      });

      assertThat(bench.chat(STREAM).cut()).startsWith(text("a")).contains("event: error");
      bench.edge().awaitIdle();
    }
  }

  @Test
  void aConnectionThatCannotBeMadeInTimeIsTriedElsewhere() throws Exception {
    try (var full = FullBacklog.open();
        var engine = FakeEngine.start();
        var edge =
            io.spillway.gateway.serve.EdgeBench.of(
                "server: { host: 127.0.0.1, port: 0, timeouts: { connect: 100ms } }\n"
                    + "models:\n  - { name: m, selfHosted: { endpoints: [ '"
                    + full.url()
                    + "', '"
                    + engine.url()
                    + "' ] } }\n")) {
      for (int i = 0; i < 50 && edge.refusing().isEmpty(); i++) {
        String other = STREAM.replace("\"hi\"", "\"hi " + i + "\"");
        try (var client = new RawClient(edge.port())) {
          assertThat(client.chat(other).reply().rest()).isEqualTo(HELLO_SHOWN);
        }
      }
      assertThat(edge.refusing()).isNotEmpty();
      edge.awaitIdle();
    }
  }

  @Test
  void sendsCommentsToAStreamThatWaitsLongerThanTheFirstHeartbeat() throws Exception {
    String heartbeat = "heartbeat: { first: 100ms, every: 1s }";
    var go = new CountDownLatch(1);
    try (var bench = RelayBench.plan().server(heartbeat).start()) {
      bench.next(talk -> {
        go.await();
        talk.hello();
      });

      var reply = bench.chat(STREAM);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.event()).isEqualTo(": waiting\n\n");
      assertThat(reply.event()).isEqualTo(": waiting\n\n");
      go.countDown();
      assertThat(reply.rest()).isEqualTo(HELLO_SHOWN);
    }
  }

  @Test
  void afterAHeartbeatAFailureIsAnEvent() throws Exception {
    String heartbeat = "heartbeat: { first: 50ms, every: 10s }";
    var go = new CountDownLatch(1);
    try (var bench = RelayBench.plan().server(heartbeat).start()) {
      bench.next(talk -> {
        go.await();
        talk.answer("400 Bad Request", "{\"error\":{\"message\":\"no\"}}");
      });

      var client = bench.client().chat(STREAM);
      var reply = client.reply();
      assertThat(reply.event()).isEqualTo(": waiting\n\n");
      go.countDown();

      assertThat(reply.cut()).startsWith("event: error\ndata: {\"error\":{\"message\":\"no\"");
      assertThat(client.closedByGateway()).isTrue();
    }
  }

  @Test
  void afterAHeartbeatTheRequestIsStillTriedElsewhere() throws Exception {
    String heartbeat = "heartbeat: { first: 50ms, every: 10s }";
    var go = new CountDownLatch(1);
    try (var bench = RelayBench.plan().pods(2).server(heartbeat).start()) {
      bench.inTurn(talk -> {
        go.await();
        talk.rst();
      });

      var reply = bench.chat(STREAM);
      assertThat(reply.event()).isEqualTo(": waiting\n\n");
      go.countDown();

      assertThat(reply.rest()).isEqualTo(HELLO_SHOWN);
    }
  }

  @Test
  void beforeTheFirstHeartbeatATrueStatusIsPossible() throws Exception {
    String heartbeat = "heartbeat: { first: 5s, every: 5s }";
    try (var bench = RelayBench.plan().server(heartbeat).start()) {
      bench.next(talk -> {
        Thread.sleep(100);
        talk.answer("400 Bad Request", "{\"error\":{\"message\":\"no\"}}");
      });

      assertThat(bench.chat(STREAM).status()).isEqualTo(400);
    }
  }

  @Test
  void aWholeAnswerHasNoHeartbeat() throws Exception {
    String heartbeat = "heartbeat: { first: 50ms, every: 1s }";
    try (var bench = RelayBench.plan().server(heartbeat).start()) {
      bench.next(talk -> {
        Thread.sleep(200);
        talk.hello();
      });

      assertThat(bench.chat(WHOLE).rest()).isEqualTo(Events.ANSWER);
    }
  }

  @Test
  void aQueuedStreamGetsHeartbeats() throws Exception {
    String heartbeat = "heartbeat: { first: 50ms, every: 10s }";
    var go = new CountDownLatch(1);
    try (var bench =
        RelayBench.plan().selfHosted("concurrencyPerPod: 1").server(heartbeat).start()) {
      bench.inTurn(talk -> {
        go.await();
        talk.hello();
      });
      var first = bench.client().chat(WHOLE);
      Await.until("the pod is full", () -> bench.edge().inFlight() == 1);

      var reply = bench.chat(STREAM);
      assertThat(reply.event()).isEqualTo(": waiting\n\n");
      go.countDown();

      assertThat(reply.rest()).isEqualTo(HELLO_SHOWN);
      assertThat(first.reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closesAConnectionWhoseHeadDripsIn(boolean second) throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { head: 300ms }").start()) {
      var client = bench.client();
      if (second) {
        assertThat(client.chat(WHOLE).reply().rest()).isEqualTo(Events.ANSWER);
      }
      long began = System.nanoTime();
      boolean closed = false;
      String head =
          RawClient.head("POST", "/v1/chat/completions", WHOLE, "x-long: " + "y".repeat(900));
      for (int i = 0; i < head.length() && !closed; i++) {
        try {
          client.send(head.substring(i, i + 1));
        } catch (java.io.IOException e) {
          closed = true;
        }
        Thread.sleep(10);
      }

      assertThat(closed).isTrue();
      assertThat((System.nanoTime() - began) / 1_000_000).isBetween(250L, 3000L);
    }
  }

  @Test
  void theHeadLimitDoesNotTouchARunningStream() throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { head: 100ms }").start()) {
      bench.next(talk -> {
        talk.streamHead().chunk(text("a"));
        Thread.sleep(400);
        talk.chunk(STOP + DONE).end();
      });

      assertThat(bench.chat(STREAM).rest()).isEqualTo(text("a") + STOP + DONE);
    }
  }

  @Test
  void answers408WhenABodyTakesTooLong() throws Exception {
    try (var bench = RelayBench.plan().server("timeouts: { body: 150ms }").start()) {
      var client = bench.client().send(RawClient.head("POST", "/v1/chat/completions", WHOLE) + "{");

      var reply = client.reply();

      assertThat(reply.status()).isEqualTo(408);
      assertThat(reply.rest()).contains("request_timeout");
      assertThat(client.closedByGateway()).isTrue();
      bench.edge().awaitIdle();
    }
  }
}
