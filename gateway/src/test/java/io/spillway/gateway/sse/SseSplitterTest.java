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
  private static final List<String> PIECES =
      List.of(
          "data: ä€😀", "data:", ":", "event: error", "\n", "\n", "\r", "\r\n", "\r\n", "\uFEFF");

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void handsOnEveryEventAsItCame(String line) {
    String blank = line + line;
    List<String> events =
        List.of(
            "data: {\"a\":\"ä€😀\"}" + blank,
            ": ping" + blank,
            "event: error" + line + "data: x" + blank,
            "data:[DONE]" + blank);
    var random = new Random(7);

    for (int round = 0; round < 2000; round++) {
      var splitter = new SseSplitter(1000);

      var seen = split(splitter, String.join("", events).getBytes(UTF_8), random);

      assertThat(seen).containsExactlyElementsOf(events);
      assertThat(splitter.pending()).isZero();
    }
  }

  @Test
  void findsTheSameEventsWhereverAnyStreamIsCut() {
    var random = new Random(11);
    for (int stream = 0; stream < 500; stream++) {
      var text = new StringBuilder();
      for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      var whole = new SseSplitter(1000);
      var events = new ArrayList<String>();
      whole.feed(bytes, (b, from, to) -> events.add(new String(b, from, to - from, UTF_8)));

      for (int cut = 0; cut < 20; cut++) {
        var splitter = new SseSplitter(1000);

        assertThat(split(splitter, bytes, random)).containsExactlyElementsOf(events);
        assertThat(splitter.pending()).isEqualTo(whole.pending());
      }
      assertThat(meaning(events)).isEqualTo(oracle(text.toString()));
    }
  }

  @Test
  void handsOnAnEventBeforeTheLastLfHasCome() {
    var splitter = new SseSplitter(100);
    var seen = new ArrayList<String>();

    feed(splitter, "data: a\r\n\r", seen);
    assertThat(seen).containsExactly("data: a\r\n\r\n");
    feed(splitter, "\ndata: b\r\n\r\n", seen);

    assertThat(seen).containsExactly("data: a\r\n\r\n", "data: b\r\n\r\n");
  }

  @Test
  void dropsAByteOrderMarkAtTheStartOnly() {
    var seen = new ArrayList<String>();

    feed(new SseSplitter(100), "\uFEFFdata: a\n\n\uFEFFdata: b\n\n", seen);

    assertThat(seen).containsExactly("data: a\n\n", "\uFEFFdata: b\n\n");
  }

  @Test
  void holdsNothingForEmptyLinesBetweenEvents() {
    var splitter = new SseSplitter(16);
    var seen = new ArrayList<String>();

    feed(splitter, "\n".repeat(1000), seen);
    feed(splitter, "\r\n".repeat(1000) + "data: a\n\n", seen);

    assertThat(seen).containsExactly("data: a\n\n");
  }

  @Test
  void saysWhatIsLeftOver() {
    var splitter = new SseSplitter(100);

    feed(splitter, "data: a\n\ndata: b\n", new ArrayList<>());

    assertThat(splitter.pending()).isEqualTo(8);
  }

  @Test
  void endsAtTheBound() {
    var splitter = new SseSplitter(16);

    assertThat(splitter.feed(bytes("0123456789"), (_, _, _) -> true)).isTrue();
    assertThat(splitter.feed(bytes("0123456789"), (_, _, _) -> true)).isFalse();
    assertThat(new SseSplitter(16).feed(bytes("0123456789abcde\n\n"), (_, _, _) -> true)).isFalse();
    assertThat(new SseSplitter(16).feed(bytes("0123456789abcd\n\n"), (_, _, _) -> true)).isTrue();
  }

  @Test
  void stopsWhenTheSinkSaysSo() {
    var seen = new ArrayList<String>();

    boolean more =
        new SseSplitter(100)
            .feed(
                bytes("data: a\n\ndata: b\n\n"),
                (b, from, to) -> !seen.add(new String(b, from, to - from, UTF_8)));

    assertThat(more).isFalse();
    assertThat(seen).containsExactly("data: a\n\n");
  }

  /** The non-empty blocks of lines, after the byte order mark. */
  private static List<String> oracle(String stream) {
    String text = stream.replace("\r\n", "\n").replace('\r', '\n');
    var blocks = new ArrayList<>(List.of(text.replaceFirst("^\n+", "").split("\n\n+", -1)));
    String last = blocks.removeLast();
    assertThat(last).isNotNull();
    if (!blocks.isEmpty() && blocks.getFirst().startsWith("\uFEFF")) {
      blocks.set(0, blocks.getFirst().substring(1));
    }
    return blocks;
  }

  private static List<String> meaning(List<String> events) {
    return events.stream()
        .map(event -> event.replace("\r\n", "\n").replace('\r', '\n'))
        .map(event -> event.substring(0, event.length() - 2))
        .toList();
  }

  private static List<String> split(SseSplitter splitter, byte[] stream, Random random) {
    var seen = new ArrayList<String>();
    for (int at = 0; at < stream.length; ) {
      int to = Math.min(stream.length, at + random.nextInt(1 + random.nextInt(20)));
      byte[] chunk = Arrays.copyOfRange(stream, at, to);
      assertThat(
              splitter.feed(
                  chunk, (b, from, end) -> seen.add(new String(b, from, end - from, UTF_8))))
          .isTrue();
      at = to;
    }
    return seen;
  }

  private static void feed(SseSplitter splitter, String text, List<String> seen) {
    splitter.feed(bytes(text), (b, from, to) -> seen.add(new String(b, from, to - from, UTF_8)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
