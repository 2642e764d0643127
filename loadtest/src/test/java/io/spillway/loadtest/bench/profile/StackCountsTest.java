package io.spillway.loadtest.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.loadtest.bench.profile.StackCounts.Share;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StackCountsTest {
  private static final Frame READ = new Frame("io.netty.channel.epoll.Native", "read");
  private static final Frame FEED = new Frame("io.spillway.gateway.sse.SseSplitter", "feed");
  private static final Frame CHUNK = new Frame("io.spillway.gateway.relay.StreamIntake", "chunk");

  private final StackCounts counts = new StackCounts();

  @Test
  void countsAStackOnceForEachOfOurMethodsAndForTheInnermostOfThem() {
    counts.add(List.of(READ, FEED, FEED, CHUNK), 3);
    counts.add(List.of(CHUNK), 1);
    counts.add(List.of(READ), 4);
    counts.add(List.of(), 100);
    assertThat(counts.total()).isEqualTo(8);
    assertThat(counts.within(9))
        .containsExactly(
            new Share("StreamIntake.chunk", 0.5), new Share("SseSplitter.feed", 0.375));
    assertThat(counts.causes(9))
        .containsExactly(
            new Share("(none of the project's)", 0.5),
            new Share("SseSplitter.feed", 0.375),
            new Share("StreamIntake.chunk", 0.125));
  }

  @Test
  void tellsTheInnermostFrameAndItsPackage() {
    counts.add(List.of(READ, FEED), 3);
    counts.add(List.of(FEED), 1);
    assertThat(counts.innermost(1)).containsExactly(new Share("Native.read", 0.75));
    assertThat(counts.areas(9))
        .containsExactly(
            new Share("io.netty.channel", 0.75), new Share("io.spillway.gateway.sse", 0.25));
  }
}
