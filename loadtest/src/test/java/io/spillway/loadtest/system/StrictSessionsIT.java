package io.spillway.loadtest.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A strict session is served by its pod or not at all, as long as that is there. */
class StrictSessionsIT {
  private static final String[] SESSION = {"x-session-id", "s-1"};
  private static Fleet fleet;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    fleet = Fleet.of(2, options -> options.withSpeed(1));
    gateway = GatewayProcess.ready(config(urls(0, 1)));
    awaitPods(2);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fleet.close();
  }

  @Test
  void waitsForItsPodThoughAnotherIsIdle() {
    String[] other = elsewhere();
    Call holder = Call.stream(gateway, "hold", 2000, SESSION).awaitText(":1 ");
    Call second = Call.chat(gateway, "wait", 2, SESSION);
    Await.until("one that waits", () -> gateway.metric("inference_pending_requests") == 1);
    Call stranger = Call.chat(gateway, "another session", 2, other);

    assertThat(stranger.awaitEnd().complete()).as(stranger.toString()).isTrue();
    assertThat(stranger.endpoint()).isNotEqualTo(holder.endpoint());
    assertThat(gateway.metric("inference_pending_requests")).isEqualTo(1);
    holder.leave();
    assertThat(second.awaitEnd().complete()).as(second.toString()).isTrue();
    assertThat(second.endpoint()).isEqualTo(holder.endpoint());
  }

  @Test
  void isRefusedWhenItsPodIsFullForAsLongAsItMayWait() {
    Call holder = Call.stream(gateway, "hold", 2000, SESSION).awaitText(":1 ");
    long begun = System.nanoTime();

    Call refused = Call.chat(gateway, "wait", 2, SESSION).awaitEnd();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(refused.status()).as(refused.toString()).isEqualTo(429);
    assertThat(refused.header("x-spillway-reason")).contains("wait_expired");
    assertThat(refused.header("retry-after")).isPresent();
    holder.leave();
  }

  @Test
  void movesWhenItsPodIsGone() {
    String before = Call.chat(gateway, "first", 2, SESSION).awaitEnd().endpoint();
    int own = before.equals("pod-0") ? 0 : 1;
    gateway.configure(config(urls(1 - own)));
    Await.until(
        "one pod", () -> gateway.admin("/admin/fleet").at("/models/0/endpoints").size() == 1);
    try {
      Call moved = Call.chat(gateway, "second", 2, SESSION).awaitEnd();

      assertThat(moved.complete()).as(moved.toString()).isTrue();
      assertThat(moved.endpoint()).isNotEqualTo(before);
    } finally {
      gateway.configure(config(urls(0, 1)));
      awaitPods(2);
    }
  }

  /** A session whose pod is not that of {@link #SESSION}. */
  private static String[] elsewhere() {
    String own = Call.chat(gateway, "where", 1, SESSION).awaitEnd().endpoint();
    for (int i = 0; i < 40; i++) {
      String[] session = {"x-session-id", "other-" + i};
      if (!Call.chat(gateway, "where", 1, session).awaitEnd().endpoint().equals(own)) {
        return session;
      }
    }
    throw new AssertionError("all on " + own);
  }

  /** Pods that keep their names. */
  private static String urls(int... pods) {
    return IntStream.of(pods)
        .mapToObj(i -> "{ name: pod-%d, url: \"%s\" }".formatted(i, fleet.engine(i).url()))
        .collect(Collectors.joining(", ", "[ ", " ]"));
  }

  private static void awaitPods(int count) {
    Await.until(count + " pods", () -> gateway.metric("spillway_ready_replicas") == count);
  }

  private static String config(String urls) {
    return Configs.server("drain: { delay: 0s, limit: 1s }")
        + Configs.model(urls, 1)
        + "    session: { from: [ header ], mode: strict }\n"
        + "    queue: { maxWait: 2s }\n";
  }
}
