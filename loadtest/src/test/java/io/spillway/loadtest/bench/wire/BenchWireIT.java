package io.spillway.loadtest.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Engine and client, without anything between. */
final class BenchWireIT {
  /** Five streams of ten events begin with 10, 8, 6, 4 and 2. */
  private static final int CUT_FROM_FIRST_STREAMS = 20;

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void countsWholeAnswers() throws InterruptedException {
    Tally tally = until(new Load.Closed(4, 65_536), seen -> seen.requests() >= 100);
    assertThat(tally.errors()).isZero();
    assertThat(tally.events()).isZero();
    assertThat(tally.latency().count()).isEqualTo(tally.requests());
  }

  @Test
  void sendsAtAFixedRate() throws InterruptedException {
    Tally tally = until(new Load.Open(500, 128), seen -> seen.requests() >= 200);
    assertThat(tally.errors()).isZero();
    assertThat(tally.latency().count()).isEqualTo(tally.requests());
  }

  @Test
  void measuresEveryEventOfAStreamButTheFirstByItsStamp() throws InterruptedException {
    var load = new Load.Streams(5, 10, Duration.ofMillis(2), Duration.ofMillis(30));
    Tally tally = until(load, seen -> seen.requests() >= 20);
    assertThat(tally.errors()).isZero();
    assertThat(tally.events())
        .isEqualTo(tally.firstToken().count() + tally.eventDelay().count())
        .isGreaterThanOrEqualTo(5 * tally.requests() - CUT_FROM_FIRST_STREAMS);
    assertThat(tally.firstToken().quantile(0.01)).isGreaterThan(29e6);
    assertThat(tally.eventDelay().quantile(0.01)).isGreaterThan(0);
  }

  @Test
  void countsAClosedPortAsErrors() throws Exception {
    int port;
    try (var socket = new java.net.ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Tally tally;
    try (var client = BenchClient.start(port, new Load.Closed(1, 10))) {
      tally = await(client, seen -> seen.errors() > 0);
    }
    assertThat(tally.requests()).isZero();
  }

  private static Tally until(Load load, Predicate<Tally> enough) throws InterruptedException {
    try (BenchEngine engine = BenchEngine.start(2);
        var client = BenchClient.start(engine.ports().getLast(), load)) {
      return await(client, enough);
    }
  }

  /** Adds up what the client hands over until it is enough. */
  private static Tally await(BenchClient client, Predicate<Tally> enough)
      throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    Tally sum = client.take();
    while (!enough.test(sum) && System.nanoTime() < end) {
      Thread.sleep(5);
      sum = plus(sum, client.take());
    }
    assertThat(enough.test(sum)).as("enough within %s: %s", LONG, sum).isTrue();
    return sum;
  }

  private static Tally plus(Tally sum, Tally more) {
    sum.latency().addAll(more.latency());
    sum.firstToken().addAll(more.firstToken());
    sum.eventDelay().addAll(more.eventDelay());
    return new Tally(
        sum.requests() + more.requests(),
        sum.events() + more.events(),
        sum.errors() + more.errors(),
        sum.latency(),
        sum.firstToken(),
        sum.eventDelay());
  }
}
