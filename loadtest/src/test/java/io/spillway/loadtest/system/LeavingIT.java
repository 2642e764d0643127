package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a gateway starts in vain, and how it leaves. */
class LeavingIT {
  private static Fleet fleet;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(2, options -> options.withSpeed(1));
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void everyStreamEndsBeforeTheProcessDoes() {
    try (var gateway = GatewayProcess.ready(config("delay: 2s, limit: 20s"))) {
      List<Call> streams = streams(gateway, 50, 400);

      gateway.terminate();

      Await.until("unready", () -> gateway.readyStatus() == 503);
      Call late = Call.stream(gateway, "late", 5).awaitEnd();
      assertThat(late.complete()).as("during the delay: %s", late).isTrue();
      assertThat(late.header("connection")).contains("close");
      Await.until("no new connections", () -> !Fleet.connects(gateway.port()));
      assertThat(streams).anySatisfy(stream -> assertThat(stream.end()).isEqualTo(Call.End.OPEN));
      assertThat(gateway.readyStatus()).isEqualTo(503);
      for (Call stream : streams) {
        assertThat(stream.awaitEnd().complete()).as(stream.toString()).isTrue();
        assertThat(Tokens.gapless(stream.content())).isEqualTo(400);
      }
      long ended = System.nanoTime();
      assertThat(gateway.awaitExit()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(Duration.ofSeconds(5));
      assertThat(gateway.events("drained")).hasSize(1);
      assertThat(gateway.events("drained").getFirst().path("cut").asInt()).isZero();
      assertThat(gateway.requests()).hasSize(51);
    }
  }

  @Test
  void streamsThatOutlastTheLimitAreCutInSight() {
    try (var gateway = GatewayProcess.ready(config("delay: 0s, limit: 1s"))) {
      List<Call> streams = streams(gateway, 10, 20_000);

      long asked = System.nanoTime();
      gateway.terminate();
      int exit = gateway.awaitExit();

      assertThat(exit).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - asked))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(6));
      for (Call stream : streams) {
        assertThat(stream.awaitEnd().end()).isEqualTo(Call.End.CUT);
        assertThat(stream.text()).contains("event: error").doesNotContain("[DONE]");
        assertThat(Tokens.gapless(stream.content())).isPositive();
      }
      assertThat(gateway.events("drained")).hasSize(1);
      assertThat(gateway.events("drained").getFirst().path("cut").asInt()).isEqualTo(10);
      assertThat(gateway.requests())
          .hasSize(10)
          .allSatisfy(line -> assertThat(line.path("ending").asText()).isEqualTo("broken"));
    }
    fleet.awaitIdle();
  }

  @Test
  void anIdleGatewayLeavesAtOnceAlthoughClientsKeepConnections() throws IOException {
    try (var gateway = GatewayProcess.ready(config("delay: 0s, limit: 20s"));
        var idle = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      assertThat(Call.chat(gateway, "hello", 3).awaitEnd().complete()).isTrue();

      long asked = System.nanoTime();
      gateway.terminate();

      assertThat(gateway.awaitExit()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
      assertThat(idle.getInputStream().read()).isNegative();
    }
  }

  @Test
  void drainsWhenToldWithoutEnding() {
    try (var gateway = GatewayProcess.ready(config("delay: 0s, limit: 5s"))) {
      Call drain = Call.post(gateway.adminPort(), "/drain", "").awaitEnd();

      assertThat(drain.status()).isEqualTo(200);
      assertThat(gateway.readyStatus()).isEqualTo(503);
      assertThat(Call.chat(gateway, "hello", 3).awaitEnd().complete()).isTrue();
      assertThat(gateway.alive()).isTrue();
      assertThat(Call.get(gateway.adminPort(), "/livez").awaitEnd().status()).isEqualTo(200);
      gateway.terminate();
      assertThat(gateway.awaitExit()).isZero();
    }
  }

  @Test
  void saysInOneLineThatItsPortIsTaken() throws IOException {
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String yaml =
          config("delay: 0s, limit: 5s").replaceFirst("port: 0", "port: " + taken.getLocalPort());

      try (var gateway = GatewayProcess.launch(yaml)) {
        assertThat(gateway.awaitExit()).isEqualTo(1);
        assertThat(gateway.err())
            .singleElement()
            .asString()
            .startsWith("spillway serve: ")
            .contains("127.0.0.1:" + taken.getLocalPort());
      }
    }
  }

  @Test
  void saysInOneLineThatItsAdminPortIsTaken() throws IOException {
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String yaml =
          config("delay: 0s, limit: 5s")
              .replace("admin: { port: 0 }", "admin: { port: " + taken.getLocalPort() + " }");

      try (var gateway = GatewayProcess.launch(yaml)) {
        assertThat(gateway.awaitExit()).isEqualTo(1);
        assertThat(gateway.err())
            .singleElement()
            .asString()
            .contains("127.0.0.1:" + taken.getLocalPort());
      }
    }
  }

  private static String config(String drain) {
    return Configs.server("drain: { " + drain + " }") + Configs.model(fleet.urls(), 64);
  }

  private static List<Call> streams(GatewayProcess gateway, int count, int tokens) {
    List<Call> streams =
        IntStream.range(0, count)
            .mapToObj(i -> Call.stream(gateway, "stream " + i, tokens))
            .toList();
    streams.forEach(stream -> stream.awaitText("\"content\":\"req_"));
    return streams;
  }
}
