package io.spillway.loadtest.engine;

import static io.spillway.loadtest.engine.Exchange.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.model.FinishReason;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Seats, leaving clients, loading, dying, sleeping. */
final class EngineLifeIT {
  private static final int LONG = 20_000;

  @Test
  void letsRequestsWaitForASeatWithTheirHeadsSent() {
    try (Pod pod = Pod.ready(options -> options.withSequencesMax(1))) {
      Exchange first = pod.stream(LONG).awaitText("content");

      Exchange second = pod.stream(2).awaitStatus();
      await("one waits", () -> pod.counters().waiting() == 1);

      assertThat(pod.counters().running()).isEqualTo(1);
      assertThat(second.status()).isEqualTo(200);
      assertThat(second.text()).isEmpty();
      first.leave();
      assertThat(second.awaitEnd().text()).contains("[DONE]");
    }
  }

  @Test
  void refusesWhatFindsNoPlaceEvenToWait() {
    try (Pod pod =
        Pod.ready(options ->
            options.withSequencesMax(1).withBounds(32_768, 1).with(Trait.OVERLOAD, "429"))) {
      pod.stream(LONG).awaitStatus();
      pod.stream(LONG).awaitStatus();

      Exchange third = pod.stream(1).awaitEnd();

      assertThat(third.status()).isEqualTo(429);
    }
  }

  @Test
  void freesTheSeatOfAClientThatLeavesAndWastesNothing() {
    try (Pod pod = Pod.ready(options -> options)) {
      Exchange stream = pod.stream(LONG).awaitText("content\":\"t");
      Exchange whole = pod.chat(LONG, Pod.PLAIN);
      await("both run", () -> pod.counters().running() == 2);

      stream.leave();
      whole.leave();

      await("the seats are free", () -> pod.counters().running() == 0);
      assertThat(pod.counters().finished(FinishReason.ABORT)).isEqualTo(2);
      assertThat(pod.counters().wastedTokens()).isZero();
      assertThat(pod.counters().abandonedTokens()).isPositive();
    }
  }

  @Test
  void countsWhatItProducesForAClientWhoseLeavingItNoticesLate() {
    var delay = Duration.ofMillis(200);
    try (Pod pod =
        Pod.ready(options -> options.withBehaviour(options.behaviour().withAbortDelay(delay)))) {
      Exchange stream = pod.stream(LONG).awaitText("content\":\"t");

      stream.leave();

      await("tokens are wasted", () -> pod.counters().wastedTokens() > 0);
      await("the seat is free", () -> pod.counters().running() == 0);
    }
  }

  @Test
  void refusesConnectionsWhileItLoads() {
    try (Pod pod = Pod.of(options -> options.withLoadTime(Duration.ofSeconds(6)))) {
      boolean refused = refuses(pod);
      boolean ready = pod.engine().ready().isComplete();

      Exchange.done(pod.engine().ready());

      assertThat(refused).isTrue();
      assertThat(ready).isFalse();
      assertThat(pod.stream(1).awaitEnd().text()).contains("[DONE]");
    }
  }

  @Test
  void resetsEverythingWhenKilledAndStartsEmpty() {
    try (Pod pod = Pod.ready(options -> options)) {
      Exchange stream = pod.stream(LONG).awaitText("content");

      Exchange.done(pod.engine().kill());

      assertThat(stream.awaitEnd().end()).isEqualTo(Exchange.End.BROKEN);
      assertThat(refuses(pod)).isTrue();
      Exchange.done(pod.engine().restart(Duration.ZERO));
      Exchange.done(pod.engine().ready());
      assertThat(pod.counters().generatedTokens()).isZero();
      assertThat(pod.stream(3).awaitEnd().text()).contains("[DONE]");
      assertThat(pod.counters().generatedTokens()).isEqualTo(3);
    }
  }

  @Test
  void letsStreamsEndWhenItStops() {
    try (Pod pod = Pod.ready(options -> options.with(Trait.SIGTERM, "drain"))) {
      Exchange stream = pod.stream(300).awaitText("content");

      Future<Void> stopping = pod.engine().stop();

      await("it refuses", () -> refuses(pod));
      assertThat(stream.awaitEnd().text()).endsWith("data: [DONE]\n\n");
      Exchange.done(stopping);
    }
  }

  @Test
  void closesAndOpensItsPortWhileStreamsGoOn() {
    try (Pod pod = Pod.ready(options -> options)) {
      Exchange stream = pod.stream(300).awaitText("content");

      pod.engine().failures(Failures.of(Failure.of(FailureKind.REFUSE)));
      await("it refuses", () -> refuses(pod));
      pod.engine().failures(Failures.NONE);

      assertThat(stream.awaitEnd().text()).endsWith("data: [DONE]\n\n");
      await("it accepts", () -> !refuses(pod));
    }
  }

  @Test
  void liesAboutItsHealthWhileItSleepsAndServesWhenItWakes() {
    try (Pod pod = Pod.ready(options -> options)) {
      Exchange cut = pod.stream(LONG).awaitText("content");
      pod.engine().sleep();
      String end = cut.awaitEnd().text();

      Exchange waiting = pod.stream(2).awaitStatus();
      await("it waits", () -> pod.counters().waiting() == 1);
      String metrics = pod.get("/metrics").awaitEnd().text();
      int health = pod.get("/health").awaitEnd().status();
      pod.engine().wake();

      assertThat(end).contains("\"finish_reason\":\"abort\"").endsWith("data: [DONE]\n\n");
      assertThat(health).isEqualTo(200);
      assertThat(metrics).contains("sleep_state=\"awake\"} 0.0");
      assertThat(waiting.awaitEnd().text()).contains("[DONE]");
    }
  }

  @Test
  void closesIdleConnectionsAndNoneThatIsInUse() {
    var keepAlive = Duration.ofMillis(300);
    try (Pod pod =
        Pod.ready(options -> options.withBehaviour(options.behaviour().withKeepAlive(keepAlive)))) {
      Exchange stream = pod.stream(LONG).awaitText("content");
      Exchange hanging = pod.chat(LONG, Map.of("x-sim-fail", "hang"));
      pod.stream(1).awaitEnd();
      await("three are open", () -> pod.counters().activeConnections() == 3);

      await("the idle one is closed", () -> pod.counters().activeConnections() == 2);

      assertThat(stream.end()).isEqualTo(Exchange.End.OPEN);
      assertThat(hanging.end()).isEqualTo(Exchange.End.OPEN);
    }
  }

  private static boolean refuses(Pod pod) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), pod.engine().port())) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
