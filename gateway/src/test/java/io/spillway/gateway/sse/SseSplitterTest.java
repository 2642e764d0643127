package io.spillway.gateway.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SseSplitterTest {
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void findsTheSameEventsWhereverTheStreamIsCut(String line) {
    List<String> events =
        List.of(
            "data: {\"a\":\"ä€😀\"}", ": ping", "event: error" + line + "data: x", "data:[DONE]");
    byte[] stream = (String.join(line + line, events) + line + line).getBytes(UTF_8);
    var random = new Random(7);

    for (int round = 0; round < 2000; round++) {
      var splitter = new SseSplitter(1000);
      var seen = new ArrayList<String>();
      for (int at = 0; at < stream.length; ) {
        int to = Math.min(stream.length, at + 1 + random.nextInt(20));
        assertThat(
                splitter.feed(
                    Arrays.copyOfRange(stream, at, to),
                    (bytes, from, end) -> seen.add(new String(bytes, from, end - from, UTF_8))))
            .isTrue();
        at = to;
      }

      assertThat(seen.stream().map(String::strip)).containsExactlyElementsOf(events);
      assertThat(splitter.pending()).isZero();
    }
  }

  @Test
  void keepsEveryByteWithLfAndCrLf() {
    byte[] stream = "data: a\r\n\r\ndata: b\n\ndata: c\r\n\r\n".getBytes(UTF_8);
    var joined = new StringBuilder();

    new SseSplitter(100).feed(stream, (b, from, to) -> add(joined, b, from, to));

    assertThat(joined.toString()).isEqualTo(new String(stream, UTF_8));
  }

  @Test
  void saysWhatIsLeftOver() {
    var splitter = new SseSplitter(100);

    splitter.feed("data: a\n\ndata: b\n".getBytes(UTF_8), (_, _, _) -> true);

    assertThat(splitter.pending()).isEqualTo(8);
  }

  @Test
  void endsAtTheBound() {
    var splitter = new SseSplitter(16);

    assertThat(splitter.feed(new byte[10], (_, _, _) -> true)).isTrue();
    assertThat(splitter.feed(new byte[10], (_, _, _) -> true)).isFalse();
  }

  private static boolean add(StringBuilder text, byte[] bytes, int from, int to) {
    text.append(new String(bytes, from, to - from, UTF_8));
    return true;
  }
}
