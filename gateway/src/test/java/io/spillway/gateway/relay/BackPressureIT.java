package io.spillway.gateway.relay;

import static io.spillway.gateway.relay.RelayBench.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.observe.Ending;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that reads slower than the engine writes. */
@Timeout(60)
class BackPressureIT {
  private static final String EVENT = Events.text("x".repeat(16 * 1024));
  private static final int EVENTS = 1500;

  @Test
  void stopsTheEngineAndGoesOnWhenTheClientReads() throws Exception {
    var written = new AtomicLong();
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> write(talk, written));
      var reply = bench.smallClient().chat(STREAM).reply();
      awaitStandstill(written);

      assertThat(written.get()).isLessThan(EVENTS * 2L / 3);
      String all = reply.rest();

      assertThat(all)
          .hasSize(EVENT.length() * EVENTS + Events.STOP.length() + Events.DONE.length());
      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle: 500ms", "firstToken: 2s, total: 3s"})
  void cutsAClientThatDoesNotReadAtTheLimit(String limit) throws Exception {
    var written = new AtomicLong();
    try (var bench = RelayBench.plan().server("timeouts: { " + limit + " }").start()) {
      bench.next(talk -> write(talk, written));
      var client = bench.smallClient().chat(STREAM);
      var reply = client.reply();

      bench.edge().awaitIdle();

      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.CLIENT_GONE);
      Await.until("the engine was closed", () -> bench.pod().open() == 0);
      Await.until("the client is cut off", client::refused);
      org.assertj.core.api.Assertions.assertThatThrownBy(reply::rest)
          .isInstanceOf(java.io.IOException.class);
      bench.pod().usually(EngineTalk::hello);
      bench.lookForLeaks();
    }
  }

  @Test
  void cutsAClientThatDoesNotReadSoonAfterItsStreamBreaks() throws Exception {
    var written = new AtomicLong();
    try (var bench = RelayBench.plan().start()) {
      bench.next(talk -> write(talk, written));
      var client = bench.smallClient().chat(STREAM);
      client.reply();
      awaitStandstill(written);

      bench.edge().cut();

      bench.edge().awaitIdle();
      assertThat(bench.edge().outcome().result().ending()).isEqualTo(Ending.BROKEN);
      Await.until("the client is cut off", client::refused);
    }
  }

  private static void write(EngineTalk talk, AtomicLong written) throws java.io.IOException {
    talk.streamHead();
    for (int i = 0; i < EVENTS; i++) {
      talk.chunk(EVENT);
      written.incrementAndGet();
    }
    talk.chunk(Events.STOP + Events.DONE).end();
  }

  /** Waits until nothing was written for a while. */
  private static void awaitStandstill(AtomicLong written) throws InterruptedException {
    long before = -1;
    while (written.get() == 0 || written.get() != before) {
      before = written.get();
      Thread.sleep(200);
    }
  }
}
