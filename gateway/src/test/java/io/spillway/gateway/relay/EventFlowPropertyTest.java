package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.sse.EventReader;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventFlowPropertyTest {
  private static final List<String> PIECES =
      List.of(
          Events.ROLE,
          Events.text("a"),
          Events.text("grün"),
          Events.text(1, "b"),
          ": ping\n\n",
          Events.USAGE,
          Events.finish(0, "stop"),
          Events.finish(1, "length"),
          Events.DONE,
          "data:{\"choices\":[]}\r\n\r\n",
          "data: {\"error\":{\"message\":\"x\"}}\n\n",
          "data: junk\n\n",
          "data: {\"half");

  @Test
  void whatTheClientGetsDoesNotDependOnWhereTheNetworkCuts() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 5000; i++) {
      var text = new StringBuilder();
      int pieces = random.nextInt(1, 10);
      for (int j = 0; j < pieces; j++) {
        text.append(PIECES.get(random.nextInt(random.nextInt(4) == 0 ? PIECES.size() : 9)));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      boolean hide = random.nextBoolean();
      boolean rename = random.nextBoolean();

      var whole = new Run(hide, rename);
      whole.feed(bytes);
      var cut = new Run(hide, rename);
      for (int from = 0; from < bytes.length; ) {
        int to = Math.min(bytes.length, from + random.nextInt(1, 40));
        cut.feed(java.util.Arrays.copyOfRange(bytes, from, to));
        from = to;
      }

      assertThat(cut.end()).as("%s", text).isEqualTo(whole.end());
      assertThat(cut.out.toString()).as("%s", text).isEqualTo(whole.out.toString());
      assertThat(cut.out.toString()).doesNotContain("ping", "error", "junk", "half");
      if (rename) {
        assertThat(cut.out.toString()).doesNotContain("\"served\"");
      }
      if (cut.verdict != EventFlow.Verdict.COMPLETE) {
        assertThat(cut.out.toString()).doesNotContain("[DONE]");
      } else {
        assertThat(cut.out.toString()).endsWith(Events.DONE).containsOnlyOnce("[DONE]");
      }
    }
  }

  /** One reading of a stream. */
  private static final class Run {
    private final EventFlow flow;
    private final Buffer out = Buffer.buffer();
    private EventFlow.Verdict verdict = EventFlow.Verdict.OPEN;

    Run(boolean hide, boolean rename) {
      flow =
          new EventFlow(
              new EventReader(ApiKind.CHAT, 2),
              true,
              hide,
              rename ? "\"mine\"".getBytes(StandardCharsets.UTF_8) : null);
    }

    void feed(byte[] bytes) {
      if (verdict == EventFlow.Verdict.OPEN) {
        verdict = flow.feed(bytes);
        out.appendBuffer(flow.take(Buffer.buffer(bytes)));
      }
    }

    EventFlow.Verdict end() {
      if (verdict == EventFlow.Verdict.OPEN) {
        verdict = flow.end();
        out.appendBuffer(flow.take(Buffer.buffer()));
      }
      return verdict;
    }
  }
}
