package io.spillway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.demo.AdminStatus.Pod;
import io.spillway.loadtest.demo.AdminStatus.Target;
import io.spillway.loadtest.demo.DemoSnapshot.Traffic;
import io.spillway.loadtest.load.LoadSummary.Counts;
import io.spillway.loadtest.load.Quantiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiveViewTest {
  private static final DemoSnapshot SNAPSHOT =
      new DemoSnapshot(
          52.4,
          new Story(Duration.ofSeconds(90), 1),
          new AdminStatus(
              List.of(
                  new Pod("pod-0", "serving", "", 8, 8),
                  new Pod("pod-1", "probing", "connection refused", 0, 8),
                  new Pod("pod-2", "ramping", "", 4, 8)),
              List.of(new Target("rented", "closed", 16, 64)),
              5,
              33,
              4,
              2,
              0.0123),
          new Traffic(
              33, new Counts(412, 7, 3, 0, 0), 0.75, new Quantiles(100, 0.21, 0.5, 0.94, 1.2, 1.5)),
          0.0717,
          List.of(
              "00:49  pod-1 dies; its connections are reset", "00:31  pods wanted: 4, serving: 3"));

  @Test
  void theScreenReadsAsAPersonWouldWantIt() {
    assertThat(String.join("\n", new LiveView(Paint.PLAIN).screen(SNAPSHOT)))
        .isEqualTo(
            """
            Spillway demo   00:52 of 01:30   peak: a pod has died   11.0 requests/s

              pod-0     serving    ████████████████████████   8/8
              pod-1     probing    ░░░░░░░░░░░░░░░░░░░░░░░░   0/8  connection refused
              pod-2     ramping    ████████████░░░░░░░░░░░░   4/8
              rented    closed     ██████░░░░░░░░░░░░░░░░░░  16/64
              queue                ▪▪▪                        5 waiting

              where        own pods ██████████████████▒▒▒▒▒▒ overflow   75 % / 25 %, last 10 s
              first token  p50 0.21 s   p95 0.94 s   worst 1.50 s, last 10 s
              requests     412 answered, 33 in flight, 7 declared errors (3 cut a stream), 0 lost
              money        pods $0.0717 + overflow $0.0123     pods serving 2, wanted 4

              00:49  pod-1 dies; its connections are reset
              00:31  pods wanted: 4, serving: 3\
            """);
  }

  @Test
  void colourChangesNothingButColour() {
    String colored = String.join("\n", new LiveView(Paint.COLOR).screen(SNAPSHOT));
    String plain = String.join("\n", new LiveView(Paint.PLAIN).screen(SNAPSHOT));

    assertThat(colored).contains("\u001b[32m");
    assertThat(colored.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(plain);
  }

  @Test
  void withoutATerminalOneLineSaysItAll() {
    assertThat(LiveView.line(SNAPSHOT))
        .isEqualTo(
            "00:52 pod_lost   11.0/s  pod-0 8/8  pod-1 probing  pod-2 4/8  overflow 16  queue 5"
                + "  done 412  errors 7  lost 0  ttft p50 0.21s p95 0.94s  $0.0717 + $0.0123"
                + "  pods wanted 4");
  }

  @Test
  void colourIsForTerminalsThatWantIt() {
    assertThat(Screen.colored(true, Map.of("TERM", "xterm"))).isTrue();
    assertThat(Screen.colored(true, Map.of("TERM", "dumb"))).isFalse();
    assertThat(Screen.colored(true, Map.of())).isFalse();
    assertThat(Screen.colored(true, Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
    assertThat(Screen.colored(false, Map.of("TERM", "xterm"))).isFalse();
  }
}
