package io.spillway.warmup.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.router.Ticker;
import io.spillway.warmup.PodStatus;
import io.spillway.warmup.WarmupConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The driver in front of a probe that answers nothing. */
final class WarmupDriverTest {
  private static final WarmupConfig CONFIG =
      new WarmupConfig(
          1,
          Duration.ofSeconds(5),
          Duration.ZERO,
          Duration.ofMillis(100),
          Duration.ofMillis(30),
          1,
          1,
          Duration.ofSeconds(10),
          Duration.ofMillis(50),
          Duration.ofMillis(200));

  private final Vertx vertx = Vertx.vertx();
  private final Silent silent = new Silent();
  private final List<List<PodStatus>> told = new CopyOnWriteArrayList<>();
  private final WarmupDriver driver =
      new WarmupDriver(vertx, Ticker.system(), silent, CONFIG, told::add);

  @AfterEach
  void stop() {
    Await.result(driver.close());
    Await.result(vertx.close());
  }

  @Test
  void asksNoSecondProbeWhileTheOneGivenUpHasNotEnded() {
    driver.pods(List.of(FakeEngine.target("pod-0", 1)));

    Await.until(
        "a probe given up",
        () ->
            !driver.statuses().isEmpty()
                && driver.statuses().getFirst().reason().equals("the probe before has not ended"));

    assertThat(silent.probedNanos).hasSize(1);
  }

  @Test
  void spreadsTheFirstProbesOfAFleet() {
    driver.pods(
        IntStream.range(0, 50).mapToObj(i -> FakeEngine.target("pod-" + i, 1 + i)).toList());

    Await.until("a probe of every pod", () -> silent.probedNanos.size() == 50);

    long first = silent.probedNanos.getFirst();
    long last = silent.probedNanos.getLast();
    assertThat(Duration.ofNanos(last - first)).isGreaterThan(Duration.ofMillis(20));
  }

  @Test
  void tellsNothingAfterItIsClosed() {
    Await.result(driver.close());
    driver.pods(List.of(FakeEngine.target("pod-0", 1)));
    driver.close().onComplete(_ -> {});

    Await.result(driver.close());

    assertThat(told).isEmpty();
    assertThat(silent.probedNanos).isEmpty();
  }

  @Test
  void refusesTwoPodsOfOneName() {
    var twice = List.of(FakeEngine.target("pod-0", 1), FakeEngine.target("pod-0", 2));

    assertThatThrownBy(() -> driver.pods(twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id: pod-0 (expected: unique)");
  }

  /** A probe whose calls never end. */
  private static final class Silent implements EngineProbe {
    final List<Long> probedNanos = new CopyOnWriteArrayList<>();

    @Override
    public Future<Void> health(PodTarget target) {
      probedNanos.add(System.nanoTime());
      return Promise.<Void>promise().future();
    }

    @Override
    public Future<Boolean> servedBefore(PodTarget target) {
      return Promise.<Boolean>promise().future();
    }

    @Override
    public Future<PromptResult> prompt(PodTarget target, Future<?> abandoned) {
      return Promise.<PromptResult>promise().future();
    }
  }
}
