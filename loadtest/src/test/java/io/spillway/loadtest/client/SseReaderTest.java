package io.spillway.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.loadtest.client.SseReader.Event;
import io.spillway.loadtest.client.SseReader.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SseReaderTest {
  private static final String STREAM =
      ": hello\n\ndata: one\n\ndata:two\r\n\r\nevent: error\ndata: a\ndata: b\n\nid: 3\rdata: äö€𝄞\r\rdata: [DONE]\n\n";
  private static final List<Event> EVENTS =
      List.of(
          new Event("message", "one"),
          new Event("message", "two"),
          new Event("error", "a\nb"),
          new Event("message", "äö€𝄞"),
          new Event("message", "[DONE]"));

  private final List<Event> events = new ArrayList<>();
  private final SseReader reader = new SseReader(events::add);

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.spillway.loadtest.Seeds#seeds")
  void readsTheSameEventsWhereverTheNetworkCuts(long seed) throws Unreadable {
    byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
    var random = new SplittableRandom(seed);

    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + random.nextInt(1, 9));
      reader.feed(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }

    assertThat(events).isEqualTo(EVENTS);
    assertThat(reader.partial()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: half", "data: no empty line\n"})
  void anEventWithoutAnEmptyLineIsNotAnEvent(String bytes) throws Unreadable {
    feed(bytes);

    assertThat(events).isEmpty();
    assertThat(reader.partial()).isTrue();
  }

  @Test
  void aNameWithoutDataIsNotAnEvent() throws Unreadable {
    feed("event: ping\n\ndata: x\n\n");

    assertThat(events).containsExactly(new Event("message", "x"));
  }

  @Test
  void refusesAByteOrderMark() {
    assertThatThrownBy(() -> feed("\uFEFFdata: x\n\n")).isInstanceOf(Unreadable.class);
  }

  @Test
  void refusesBytesThatAreNotText() {
    assertThatThrownBy(() -> reader.feed(new byte[] {'d', (byte) 0xff, '\n'}))
        .isInstanceOf(Unreadable.class)
        .hasMessage("not UTF-8");
  }

  @Test
  void refusesALineWithoutEnd() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 3; i++) {
                reader.feed(new byte[1 << 20]);
              }
            })
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("longer than");
  }

  private void feed(String text) throws Unreadable {
    reader.feed(text.getBytes(StandardCharsets.UTF_8));
  }
}
