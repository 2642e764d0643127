package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.Events.HELLO_SHOWN;
import static io.spillway.gateway.relay.RelayBench.STREAM;
import static io.spillway.gateway.relay.RelayBench.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where requests go when pods are full or away. */
@Timeout(60)
class PlacementIT {
  private static final String ONE_SLOT = "concurrencyPerPod: 1";
  private static final String DENIED =
      "tenants: [ { name: clinic, keys: [ 'sha256:"
          + "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae' ] } ]";

  /** A request of its own conversation. */
  private static String numbered(int number) {
    return WHOLE.replace("\"hi\"", "\"number " + number + "\"");
  }

  @Test
  void requestsThatWaitAreServedInTheirOrder() throws Exception {
    var permits = new Semaphore(0);
    try (var bench = RelayBench.plan().selfHosted(ONE_SLOT).start()) {
      bench.next(talk -> {
        permits.acquire();
        talk.hello();
      });
      var clients = new ArrayList<RawClient>();
      for (int i = 0; i < 6; i++) {
        clients.add(bench.client().chat(numbered(i)));
        int waiting = i;
        Await.until(
            "it is placed", () -> bench.edge().inFlight() + bench.edge().waiting() == waiting + 1);
      }

      permits.release(6);

      for (RawClient client : clients) {
        var reply = client.reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.rest()).isEqualTo(Events.ANSWER);
      }
      var order = bench.pod().requests().stream().map(HeardRequest::body).toList();
      assertThat(order)
          .isEqualTo(
              List.of(
                  numbered(0), numbered(1), numbered(2), numbered(3), numbered(4), numbered(5)));
      bench.edge().awaitIdle();
    }
  }

  @Test
  void aFullQueueIsContention() throws Exception {
    try (var bench =
        RelayBench.plan().selfHosted(ONE_SLOT).model("queue: { max: 1, maxWait: 20s }").start()) {
      fill(bench);
      bench.client().chat(numbered(1));
      Await.until("it waits", () -> bench.edge().waiting() == 1);

      var reply = bench.chat(numbered(2));

      assertThat(reply.status()).isEqualTo(429);
      assertThat(Integer.parseInt(reply.header("retry-after"))).isBetween(1, 60);
      assertThat(reply.header("x-spillway-reason")).isEqualTo("queue_full");
      assertThat(reply.rest()).contains("server_busy");
    }
  }

  @Test
  void aWaitThatIsTooLongBehindWorkingPodsIsContention() throws Exception {
    try (var bench =
        RelayBench.plan().selfHosted(ONE_SLOT).model("queue: { maxWait: 200ms }").start()) {
      fill(bench);

      var reply = bench.chat(numbered(1));

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("x-spillway-reason")).isEqualTo("wait_expired");
      assertThat(Integer.parseInt(reply.header("x-spillway-queue-ms"))).isBetween(190, 2000);
      assertThat(bench.edge().waiting()).isZero();
    }
  }

  @Test
  void aWaitForPodsThatDoNotComeUpIsNoContention() throws Exception {
    try (var bench = RelayBench.plan().model("queue: { maxWait: 200ms }").start()) {
      bench.edge().comingUp();

      var reply = bench.chat(WHOLE);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("x-spillway-reason")).isEqualTo("nothing_came_up");
      assertThat(Integer.parseInt(reply.header("retry-after"))).isBetween(1, 60);
    }
  }

  @Test
  void aRequestThatWaitsForAPodIsServedWhenItComesUp() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().comingUp();
      var client = bench.client().chat(STREAM);
      Await.until("it waits", () -> bench.edge().waiting() == 1);

      bench.edge().serve(1);

      assertThat(client.reply().rest()).isEqualTo(HELLO_SHOWN);
    }
  }

  @Test
  void withoutPodsAndTargetsNothingIsThere() throws Exception {
    try (var bench = RelayBench.plan().start()) {
      bench.edge().serve(0);

      var reply = bench.chat(WHOLE);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("retry-after")).isEqualTo("10");
      assertThat(reply.header("x-spillway-tier")).isNull();
      assertThat(reply.rest()).contains("no_capacity");
    }
  }

  @Test
  void aRequestSpillsWhenWaitingWouldBreakTheObjective() throws Exception {
    try (var bench = RelayBench.plan().selfHosted(ONE_SLOT).targets(1, "").start()) {
      fill(bench);

      var reply = bench.chat(numbered(1));

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-spillway-tier")).isEqualTo("overflow");
      assertThat(reply.header("x-spillway-endpoint")).isEqualTo("t0");
      assertThat(reply.header("x-spillway-reason")).isEqualTo("full");
    }
  }

  @Test
  void aRequestWaitsWhenThatKeepsTheObjective() throws Exception {
    try (var bench =
        RelayBench.plan()
            .selfHosted(ONE_SLOT)
            .targets(1, "")
            .model("objective: { timeToFirstToken: 10m }")
            .start()) {
      fill(bench);
      bench.client().chat(numbered(1));

      Await.until("it waits", () -> bench.edge().waiting() == 1);
      assertThat(bench.target().requests()).isEmpty();
    }
  }

  @Test
  void aTenantWhoseDataStaysInTheHouseNeverSpills() throws Exception {
    try (var bench =
        RelayBench.plan()
            .selfHosted(ONE_SLOT)
            .targets(1, "")
            .tenants(DENIED)
            .model("queue: { maxWait: 150ms }")
            .start()) {
      String key = "authorization: Bearer foo";
      bench.next(EngineTalk::awaitHangUp);
      bench.client().chat(numbered(0), key);
      Await.until("the pod is full", () -> bench.edge().inFlight() == 1);

      assertThat(bench.chat(numbered(1), key).status()).isEqualTo(429);
      bench.edge().serve(0);
      assertThat(bench.chat(numbered(2), key).status()).isEqualTo(503);
      assertThat(bench.target().requests()).isEmpty();
    }
  }

  @Test
  void aFullTargetIsLeftForTheNextAndThenForTheQueue() throws Exception {
    try (var bench = RelayBench.plan().selfHosted(ONE_SLOT).targets(2, "concurrency: 1").start()) {
      fill(bench);
      bench.target(0).usually(EngineTalk::awaitHangUp);
      bench.target(1).usually(EngineTalk::awaitHangUp);
      var spilled = bench.client().chat(numbered(1));
      Await.until("the first is full", () -> bench.target(0).requests().size() == 1);
      bench.client().chat(numbered(2));
      Await.until("the second is full", () -> bench.target(1).requests().size() == 1);
      bench.target(0).usually(EngineTalk::hello);

      var third = bench.client().chat(numbered(3));
      Await.until("it waits", () -> bench.edge().waiting() == 1);
      spilled.close();

      assertThat(third.reply().header("x-spillway-endpoint")).isEqualTo("t0");
    }
  }

  @Test
  void aSessionStaysOnItsPod() throws Exception {
    try (var bench = RelayBench.plan().pods(3).start()) {
      String first = bench.chat(WHOLE).header("x-spillway-endpoint");
      String cookie = bench.chat(numbered(7)).header("set-cookie").split(";", 2)[0];
      String home = bench.chat(numbered(8), "cookie: " + cookie).header("x-spillway-endpoint");

      for (int i = 0; i < 5; i++) {
        assertThat(bench.chat(WHOLE).header("x-spillway-endpoint")).isEqualTo(first);
        assertThat(bench.chat(numbered(i), "cookie: " + cookie).header("x-spillway-endpoint"))
            .isEqualTo(home);
      }
    }
  }

  /** Takes the only slot for as long as the test lasts. */
  private static void fill(RelayBench bench) throws Exception {
    bench.pod().then(EngineTalk::awaitHangUp);
    bench.client().chat(numbered(0));
    Await.until("the pod is full", () -> bench.edge().inFlight() == 1);
  }
}
