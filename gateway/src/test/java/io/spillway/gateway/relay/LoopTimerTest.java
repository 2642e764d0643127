package io.spillway.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopTimerTest {
  private static final long MILLI = 1_000_000;
  private static final long LONG_AFTER = Duration.ofHours(1).toNanos();

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final LoopTimer timer = new LoopTimer(vertx, Ticker.system());
  private final List<String> rung = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch last = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void ringsInTheOrderOfTheMomentsNotOfTheirSetting() throws Exception {
    onLoop(() -> {
      moment("never").after(LONG_AFTER);
      end().after(300 * MILLI);
      moment("second").after(120 * MILLI);
      moment("first").after(10 * MILLI);
    });

    awaitLast();
    assertThat(rung).containsExactly("first", "second");
  }

  @Test
  void waitsForAMomentThatWasMovedBack() throws Exception {
    var early = new CompletableFuture<Boolean>();
    onLoop(() -> {
      long from = System.nanoTime();
      LoopTimer.Moment moved =
          timer.moment(() -> early.complete(System.nanoTime() - from < 100 * MILLI));
      moved.after(MILLI);
      moved.after(100 * MILLI);
      end().after(250 * MILLI);
    });

    awaitLast();
    assertThat(early.getNow(true)).isFalse();
  }

  @Test
  void doesNotRingWhatWasDropped() throws Exception {
    onLoop(() -> {
      LoopTimer.Moment before = moment("before");
      LoopTimer.Moment dropped = moment("dropped");
      LoopTimer.Moment behind = moment("behind");
      before.after(MILLI);
      dropped.after(MILLI);
      behind.after(MILLI);
      dropped.drop();
      dropped.drop();
      end().after(100 * MILLI);
    });

    awaitLast();
    assertThat(rung).containsExactlyInAnyOrder("before", "behind");
  }

  @Test
  void ringsOthersAfterOneThatFailsOrDropsThem() throws Exception {
    onLoop(() -> {
      LoopTimer.Moment victim = moment("victim");
      timer.moment(victim::drop).after(MILLI);
      timer
          .moment(() -> {
            throw new IllegalStateException("a bug in one request");
          })
          .after(MILLI);
      moment("other").after(MILLI);
      victim.after(MILLI);
      end().after(100 * MILLI);
    });

    awaitLast();
    assertThat(rung).containsExactly("other");
  }

  @Test
  void ringsAgainWhatIsSetWhileItRings() throws Exception {
    onLoop(() -> {
      var again = new LoopTimer.Moment[1];
      again[0] =
          timer.moment(() -> {
            rung.add("ring");
            if (rung.size() < 3) {
              again[0].after(MILLI);
            } else {
              last.countDown();
            }
          });
      again[0].after(MILLI);
    });

    awaitLast();
    assertThat(rung).hasSize(3);
  }

  private LoopTimer.Moment moment(String name) {
    return timer.moment(() -> rung.add(name));
  }

  private LoopTimer.Moment end() {
    return timer.moment(last::countDown);
  }

  private void onLoop(Runnable action) {
    loop.runOnContext(_ -> action.run());
  }

  private void awaitLast() throws InterruptedException {
    assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
