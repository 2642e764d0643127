package io.spillway.warmup;

import io.spillway.router.EndpointId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pod that lives in virtual time: the machine, and an engine that answers it by a script. */
final class VirtualPod {
  /** What the engine does about a call. */
  interface Engine {
    Reply probe(PodEffect.Probe probe, Duration now);

    Reply prompt(PodEffect.Prompt prompt, Duration now);
  }

  /** An event that follows a call after a time; without one there is no answer. */
  record Reply(Duration after, @Nullable PodEvent event) {
    static Reply never() {
      return new Reply(Duration.ZERO, null);
    }
  }

  /** A phase and when it began. */
  record Change(PodPhase phase, Duration at) {}

  private final PodLifecycle lifecycle;
  private Engine engine;
  private PodState state;
  private Duration now = Duration.ZERO;
  private @Nullable PodEvent reply;
  private Duration replyAt = Duration.ZERO;
  private final List<Change> changes = new ArrayList<>();
  private final List<Duration> prompted = new ArrayList<>();
  private int probed;

  VirtualPod(WarmupConfig config, Engine engine, boolean atStart) {
    this.lifecycle = new PodLifecycle(config);
    this.engine = engine;
    this.state = lifecycle.discovered(0, Duration.ofMillis(10), atStart);
    changes.add(new Change(state.phase(), now));
  }

  /** Another engine behind the same pod. */
  void engine(Engine other) {
    engine = other;
  }

  /** Lets time pass, with everything that becomes due in it. */
  void runUntil(Duration end) {
    run(end, null);
  }

  /** Lets time pass until the pod enters a phase, at most until a moment. */
  void runUntilPhase(PodPhase phase, Duration end) {
    run(end, phase);
    if (state.phase() != phase) {
      throw new AssertionError("still " + state + " (expected: " + phase + ")");
    }
  }

  private void run(Duration end, @Nullable PodPhase until) {
    while (state.phase() != until) {
      long wake = state.wakeNanos();
      boolean replyFirst = reply != null && replyAt.toNanos() <= wake;
      long next = replyFirst ? replyAt.toNanos() : wake;
      if (next > end.toNanos()) {
        now = end;
        return;
      }
      now = Duration.ofNanos(next);
      if (replyFirst) {
        PodEvent event = reply;
        reply = null;
        on(event);
      } else {
        on(new PodEvent.Wake());
      }
    }
  }

  /** Something happens now. */
  void on(PodEvent event) {
    PodPhase before = state.phase();
    Step step = lifecycle.on(state, event, now.toNanos());
    state = step.state();
    if (state.phase() != before) {
      changes.add(new Change(state.phase(), now));
    }
    for (PodEffect effect : step.effects()) {
      switch (effect) {
        case PodEffect.Probe probe -> {
          probed++;
          take(engine.probe(probe, now));
        }
        case PodEffect.Prompt prompt -> {
          prompted.add(now);
          take(engine.prompt(prompt, now));
        }
        case PodEffect.Abandon _ -> reply = null;
      }
    }
  }

  private void take(Reply answer) {
    reply = answer.event();
    replyAt = now.plus(answer.after());
  }

  PodStatus status() {
    return PodStatus.of(new EndpointId("pod-0"), "10.0.0.1:8000", state, now.toNanos());
  }

  PodPhase phase() {
    return state.phase();
  }

  /** Phases in order. */
  List<PodPhase> phases() {
    return changes.stream().map(Change::phase).toList();
  }

  /** When a phase last began. */
  Duration began(PodPhase phase) {
    return changes.stream()
        .filter(change -> change.phase() == phase)
        .reduce((_, last) -> last)
        .orElseThrow()
        .at();
  }

  /** When the pod was asked for completions. */
  List<Duration> prompted() {
    return prompted;
  }

  /** Health probes so far. */
  int probed() {
    return probed;
  }
}
