package io.spillway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.router.AffinityResult;
import io.spillway.router.Tier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AccessLogTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-04T05:06:07.008Z"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final AtomicInteger dropped = new AtomicInteger();

  @Test
  void writesOneLinePerRequest() throws IOException {
    try (var log = start(out)) {
      log.request(Outcomes.COMPLETE);
    }

    assertThat(lines())
        .containsExactly(
            JSON.readTree(
                """
                {"time":"2026-03-04T05:06:07.008Z","event":"request","requestId":"req-1",
                 "tenant":"clinic","model":"qwen","kind":"chat","stream":true,"priority":"interactive","status":200,
                 "ending":"complete","tier":"self-hosted","endpoint":"pod-0","decision":"dispatch",
                 "reason":"home","affinity":"kept","attempts":1,"preemptions":0,"resumes":0,"queueMs":250.0,"ttftMs":500.0,
                 "durationMs":2500.0,"overheadMs":2.0,"promptTokens":100,"cachedTokens":64,
                 "outputTokens":21,"tokensReported":true,"costUsd":0.0012}
                """));
  }

  @Test
  void saysWhyInOneSentenceAndKeepsTheCandidatesForTheAdminPort() throws IOException {
    try (var log = start(out)) {
      log.request(Outcomes.compared());
    }

    assertThat(lines().getFirst().path("why").asText())
        .isEqualTo(
            "pod-0: 0.20 s expected, 96 of 100 prompt tokens cached, 12 ahead; next best pod-1:"
                + " 0.75 s (full, a slot in 0.50 s), 0 cached; pod-2: away");
    assertThat(lines().getFirst().fieldNames())
        .toIterable()
        .contains("estimateMs", "actualMs", "believedCachedTokens", "queuePosition")
        .doesNotContain("candidates");
  }

  @Test
  void leavesOutWhatIsAbsentOrUnknown() throws IOException {
    try (var log = start(out)) {
      log.request(Outcomes.refused());
    }

    assertThat(lines().getFirst().fieldNames())
        .toIterable()
        .doesNotContain(
            "tenant",
            "endpoint",
            "priority",
            "ttftMs",
            "overheadMs",
            "promptTokens",
            "cachedTokens",
            "outputTokens",
            "costUsd",
            "estimateMs",
            "actualMs",
            "believedCachedTokens",
            "queuePosition",
            "why")
        .contains("errorCode", "queueMs");
  }

  @Test
  void writesEventsWithTheirFields() throws IOException {
    try (var log = start(out)) {
      log.event("pod_phase", "endpoint", "pod-0", "serving", true, "seconds", 1.5, "why", null);
    }

    assertThat(lines())
        .containsExactly(
            JSON.readTree(
                """
                {"time":"2026-03-04T05:06:07.008Z","event":"pod_phase","endpoint":"pod-0",
                 "serving":true,"seconds":1.5}
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\r\nb",
        "a\u0085b",
        "a\u2028b",
        "a\u000bb\fc",
        "\u0000",
        "\u001b[2J",
        "\"}\n{\"a\":\"",
        "\ud800",
        "\udc00\ud800",
        "\\",
        "é日🙂"
      })
  void keepsAnyValueWithinItsLine(String hostile) throws IOException {
    var outcome =
        new RequestOutcome(
            new RequestOutcome.Request(hostile, hostile, hostile, hostile, true, null),
            new RequestOutcome.Decision(Tier.NONE, hostile, hostile, AffinityResult.NONE, 0),
            new RequestOutcome.Result(400, Ending.REFUSED, hostile),
            new RequestOutcome.Times(0, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN),
            RequestOutcome.Tokens.UNKNOWN,
            Double.NEGATIVE_INFINITY);

    try (var log = start(out)) {
      log.request(outcome);
      log.event(
          "e",
          "value",
          hostile,
          "other",
          new Object() {
            @Override
            public String toString() {
              return hostile;
            }
          });
    }

    assertThat(out.toString(StandardCharsets.UTF_8).split("\\R", -1)).hasSize(3);
    assertThat(out.toByteArray()).matches(bytes -> printable(bytes));
    assertThat(lines()).allMatch(JsonNode::isObject);
    assertThat(lines().getFirst().path("requestId").asText()).isEqualTo(hostile);
    assertThat(lines().getLast().path("other").asText()).isEqualTo(hostile);
  }

  @Test
  void cutsALongValue() throws IOException {
    try (var log = start(out)) {
      log.request(Outcomes.of("x".repeat(100_000), "qwen"));
    }

    assertThat(out.size()).isLessThan(1000);
  }

  @Test
  void neitherBlocksNorGrowsWhenTheSinkIsBlocked() throws Exception {
    var gate = new BlockedSink(out);
    try (var log = start(gate, 10)) {
      log.event("first");
      gate.entered.await();
      for (int i = 0; i < 100; i++) {
        log.event("e" + i); // would never return if it waited for the sink
      }
      int droppedWhileBlocked = dropped.get();
      gate.open.countDown();
      awaitLines(11);
      log.event("last");
      awaitLines(12);

      assertThat(droppedWhileBlocked).isEqualTo(90);
    }
    assertThat(lines().stream().mapToInt(line -> line.path("dropped").asInt()).sum()).isEqualTo(90);
    assertThat(lines().get(1).path("dropped").asInt()).isEqualTo(90);
    assertThat(lines().getLast().path("event").asText()).isEqualTo("last");
  }

  @Test
  void closesInBoundedTimeWhenTheSinkIsBlocked() throws Exception {
    var gate = new BlockedSink(out);
    var log = start(gate, 10);
    log.event("first");
    gate.entered.await();

    log.close();
    log.event("late");

    assertThat(dropped).hasValue(1);
    gate.open.countDown();
  }

  @Test
  void writesAllThatWaitsWhenItCloses() throws IOException {
    try (var log = start(out)) {
      for (int i = 0; i < 5000; i++) {
        log.request(Outcomes.COMPLETE);
      }
    }

    assertThat(lines()).hasSize(5000);
    assertThat(dropped).hasValue(0);
  }

  private AccessLog start(OutputStream sink) {
    return AccessLog.start(print(sink), CLOCK, dropped::incrementAndGet);
  }

  private AccessLog start(OutputStream sink, int queueMax) {
    var bounds = new AccessLog.Bounds(queueMax, Duration.ofMillis(50));
    return AccessLog.start(print(sink), CLOCK, dropped::incrementAndGet, bounds);
  }

  private static PrintStream print(OutputStream sink) {
    return new PrintStream(sink, false, StandardCharsets.UTF_8);
  }

  private List<JsonNode> lines() throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (String line : text().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private String text() {
    synchronized (out) {
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  private void awaitLines(int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (text().lines().count() < count) {
      assertThat(System.nanoTime()).as("%s lines in time", count).isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  private static boolean printable(byte[] bytes) {
    for (byte b : bytes) {
      if ((b < ' ' || b == 0x7f) && b != '\n') {
        return false;
      }
    }
    return true;
  }

  /** Blocks the first write until it is opened. */
  private static final class BlockedSink extends OutputStream {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);
    private final ByteArrayOutputStream out;

    BlockedSink(ByteArrayOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      entered.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      synchronized (out) {
        out.write(bytes, from, length);
      }
    }
  }
}
