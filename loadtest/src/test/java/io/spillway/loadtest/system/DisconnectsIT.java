package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.EngineCounters;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that hang up, in every phase of a request. */
class DisconnectsIT {
  private static final int CLIENTS = 200;
  private static Fleet fleet;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    // Real speed: a generation that is not stopped would go on for half a minute.
    fleet = Fleet.of(2, options -> options.withSpeed(1));
    String config =
        Configs.server("drain: { delay: 0s, limit: 5s }")
            + Configs.model(fleet.urls(), 12)
            + "    queue: { max: 500, maxWait: 20s }\n"
            + "    objective: { timeToFirstToken: 20s }\n";
    gateway = GatewayProcess.ready(config);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @Test
  void stopTheirWorkAndLeaveNothingBehind() throws InterruptedException {
    long generatedBefore = generated();
    var random = new Random(Long.getLong("seed", 7));
    var threads = new ArrayList<Thread>();

    for (int i = 0; i < CLIENTS; i++) {
      var client = new LeavingClient(random.nextInt(5), random.nextLong());
      threads.add(Thread.ofVirtual().start(client));
      Await.pause(random.nextInt(10));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    fleet.awaitIdle();
    Await.until(() -> "empty pods: " + gateway.admin("/admin/fleet"), DisconnectsIT::fleetIsEmpty);
    Await.until(
        () -> "all ends logged, not " + gateway.requests().size(),
        () -> gateway.requests().size() == CLIENTS);
    assertThat(gateway.requests())
        .allSatisfy(line -> assertThat(line.path("status").asInt()).isEqualTo(499));
    assertThat(gateway.metric("spillway_client_disconnects_total")).isEqualTo(CLIENTS);
    for (String phase : List.of("queued", "before_first_token", "streaming")) {
      assertThat(gateway.metric("spillway_client_disconnects_total", phase)).isPositive();
    }
    // A step of the engine is under way when its client is found gone; nothing comes after it.
    long wasted = fleet.counters().stream().mapToLong(EngineCounters::wastedTokens).sum();
    assertThat(wasted).isLessThanOrEqualTo(CLIENTS);
    assertThat(generated() - generatedBefore).isLessThan(CLIENTS * 200L);
    for (int i = 0; i < 24; i++) {
      assertThat(Call.chat(gateway, "after " + i, 3).awaitEnd().complete()).isTrue();
    }
  }

  private static long generated() {
    return fleet.counters().stream().mapToLong(EngineCounters::generatedTokens).sum();
  }

  private static boolean fleetIsEmpty() {
    JsonNode model = gateway.admin("/admin/fleet").at("/models/0");
    for (JsonNode endpoint : model.path("endpoints")) {
      if (endpoint.path("inFlight").asInt() != 0) {
        return false;
      }
    }
    return model.path("inFlight").asInt() == 0 && model.path("waiting").asInt() == 0;
  }

  /** A client that leaves while it sends its body, waits, or reads. */
  private record LeavingClient(int phase, long seed) implements Runnable {
    @Override
    public void run() {
      var random = new Random(seed);
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
        String body = Call.body("client " + seed, 3000, phase != 4);
        String head =
            "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json"
                + "\r\ncontent-length: "
                + body.length()
                + "\r\n\r\n";
        byte[] bytes = (head + body).getBytes(StandardCharsets.US_ASCII);
        int sent = phase == 0 ? head.length() + random.nextInt(body.length()) : bytes.length;
        socket.getOutputStream().write(bytes, 0, sent);
        switch (phase) {
          case 0, 1 -> Await.pause(random.nextInt(20));
          case 2, 4 -> Await.pause(random.nextInt(1500));
          default -> {
            read(socket, random.nextInt(20_000));
            if (random.nextBoolean()) {
              socket.setSoLinger(true, 0);
            }
          }
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static void read(Socket socket, int atLeast) throws IOException {
      socket.setSoTimeout(20_000);
      InputStream in = socket.getInputStream();
      var chunk = new byte[4096];
      for (int read = 0; read <= atLeast; ) {
        int n = in.read(chunk);
        if (n < 0) {
          throw new AssertionError("the gateway hung up first");
        }
        read += n;
      }
    }
  }
}
