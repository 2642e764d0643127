package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.engine.SimulatedEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Gateways that serve the same pods and know nothing of each other. */
class ReplicasIT {
  private static final int SESSIONS = 300;
  private static final int TURNS = 3;
  private static final int CLIENTS = 6;

  /** So patient that what else goes on on the machine is no reason to move a session. */
  private static final String PATIENT = "    objective: { timeToFirstToken: 4s }\n";

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String WORDS = "some words that make a prompt longer, ".repeat(40);
  private static final String[] ALLOWED = {"authorization", "Bearer a-key-that-may-spill"};
  private static final String[] DENIED = {"authorization", "Bearer a-key-that-may-not"};

  private static Fleet fleet;
  private static GatewayProcess one;
  private static GatewayProcess two;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(4, options -> options);
    one = ready(Configs.pods(fleet.urls(), PATIENT), 4);
    two = ready(Configs.pods(fleet.urls(), PATIENT), 4);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    fleet.close();
  }

  @Test
  void placeSessionsOnTheSamePodsWhenTheyShareTheSecret() {
    var random = new Random(1);
    Map<Integer, String> places = new ConcurrentHashMap<>();
    Map<Integer, Set<GatewayProcess>> askedBy = new ConcurrentHashMap<>();
    Queue<Call> failed = new ConcurrentLinkedQueue<>();
    Queue<Integer> moved = new ConcurrentLinkedQueue<>();
    for (int turn = 1; turn <= TURNS; turn++) {
      int length = turn;
      round(
          random,
          (session, gateway) -> {
            Call call = turn(gateway, session, length);
            if (!call.complete()) {
              failed.add(call);
            }
            askedBy.computeIfAbsent(session, _ -> ConcurrentHashMap.newKeySet()).add(gateway);
            String first = places.putIfAbsent(session, call.endpoint());
            if (first != null && !first.equals(call.endpoint())) {
              moved.add(session);
            }
          });
    }

    assertThat(failed).isEmpty();
    assertThat(new HashSet<>(places.values())).hasSize(4);
    assertThat(askedBy.values())
        .filteredOn(gateways -> gateways.size() == 2)
        .hasSizeGreaterThan(150);
    assertThat(moved).hasSizeLessThanOrEqualTo(SESSIONS * (TURNS - 1) / 100);
  }

  @Test
  void placeSessionsOnDifferentPodsWhenTheirSecretsDiffer() {
    String other = Configs.pods(fleet.urls(), PATIENT).replace(SECRET, "another".repeat(5));
    try (var stranger = ready(other, 4)) {
      int same = 0;
      int sessions = 60;
      for (int session = 1000; session < 1000 + sessions; session++) {
        String here = turn(one, session, 1).endpoint();
        same += turn(stranger, session, 1).endpoint().equals(here) ? 1 : 0;
      }

      assertThat(same).isLessThan(sessions / 2);
    }
  }

  @Test
  void leaveAloneThePodsThatAnotherOneHasFilled() {
    try (Fleet pods = Fleet.of(2, options -> options.withSpeed(1));
        Fleet outside = Fleet.of(1, options -> options);
        var full = ready(server() + Configs.model(pods.urls(), 2), 2);
        var idle = ready(careful(pods, outside.engine(0)), 2)) {
      var streams = new ArrayList<Call>();
      for (int i = 0; i < 4; i++) {
        streams.add(Call.stream(full, "stream " + i, 2000).awaitText(":1 "));
      }
      Await.until(
          "both seen full", () -> idle.metric("llm_request_queue_length") == 0 && slots(idle) == 0);

      Call waits = Call.chat(idle, "stays in the house", 2, DENIED);
      Await.until("one that waits", () -> idle.metric("inference_pending_requests") == 1);
      Call spilled = Call.chat(idle, "may leave", 2, ALLOWED).awaitEnd();
      List<Integer> running = running(pods);
      streams.getFirst().leave();
      waits.awaitEnd();

      assertThat(spilled.header("x-spillway-tier")).contains("overflow");
      assertThat(running).containsExactly(2, 2);
      assertThat(waits.complete()).as(waits.toString()).isTrue();
      assertThat(waits.header("x-spillway-tier")).contains("self-hosted");
      streams.forEach(Call::leave);
    }
  }

  /** What is done with each session. */
  private interface Step {
    void take(int session, GatewayProcess gateway);
  }

  /** One turn of every session, in a random order and on random gateways, some at a time. */
  private static void round(Random random, Step step) {
    var order = new ArrayList<Integer>();
    for (int session = 0; session < SESSIONS; session++) {
      order.add(session);
    }
    Collections.shuffle(order, random);
    var left = new ConcurrentLinkedQueue<Runnable>();
    for (int session : order) {
      GatewayProcess gateway = random.nextBoolean() ? one : two;
      left.add(() -> step.take(session, gateway));
    }
    Crowd.of(
            CLIENTS,
            () -> {
              Runnable next = left.poll();
              if (next != null) {
                next.run();
              }
              return next != null;
            })
        .await();
  }

  private static Call turn(GatewayProcess gateway, int session, int length) {
    String prompt = "session " + session + ": " + WORDS.repeat(length);
    return Call.chat(gateway, prompt, 3, "x-session-id", "s-" + session).awaitEnd();
  }

  private static List<Integer> running(Fleet pods) {
    return pods.counters().stream().map(pod -> pod.running() + pod.waiting()).toList();
  }

  private static int slots(GatewayProcess gateway) {
    int slots = 0;
    for (var pod : gateway.admin("/admin/fleet").at("/models/0/endpoints")) {
      slots += pod.path("slots").asInt();
    }
    return slots;
  }

  private static GatewayProcess ready(String config, int pods) {
    GatewayProcess gateway = GatewayProcess.ready(config);
    Await.until(pods + " pods", () -> gateway.metric("spillway_ready_replicas") == pods);
    return gateway;
  }

  private static String server() {
    return Configs.server("drain: { delay: 0s, limit: 1s }");
  }

  private static String careful(Fleet pods, SimulatedEngine target) {
    return """
    tenants:
      - { name: free, overflow: allow, keys: [ "sha256:%s" ] }
      - { name: strict, keys: [ "sha256:%s" ] }
    %s%s    objective: { timeToFirstToken: 4s }
        overflow: [ { name: hosted, type: openai, url: "%s/v1", concurrency: 10 } ]
    """
        .formatted(
            Configs.sha256("a-key-that-may-spill"),
            Configs.sha256("a-key-that-may-not"),
            server(),
            Configs.model(pods.urls(), 2),
            target.url());
  }
}
