package io.spillway.gateway.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pod that is scraped: its last sample, and what is remembered of its process. */
final class WatchedPod {
  /** A sample and when it arrived. */
  private record Held(EngineSample sample, long atNanos) {}

  private final ScrapeTarget target;
  private final PodMemory memory = new PodMemory();
  private volatile @Nullable Held held;

  WatchedPod(ScrapeTarget target) {
    this.target = target;
  }

  ScrapeTarget target() {
    return target;
  }

  /** Takes a sample; returns what it shows to have changed. */
  List<PodSignal> sampled(EngineSample sample, long nowNanos) {
    held = new Held(sample, nowNanos);
    return memory.on(sample);
  }

  /** Forgets the last sample: the pod no longer says what it does. */
  void failed() {
    held = null;
  }

  /** The last sample, unless it is older than the given time. */
  EngineSample latest(long nowNanos, long freshNanos) {
    Held last = held;
    return last == null || nowNanos - last.atNanos > freshNanos
        ? EngineSample.UNKNOWN
        : last.sample;
  }
}
