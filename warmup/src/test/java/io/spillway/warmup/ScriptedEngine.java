package io.spillway.warmup;

import io.spillway.warmup.VirtualPod.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** An engine whose answers a test sets; quick and well unless told otherwise. */
final class ScriptedEngine implements VirtualPod.Engine {
  private Duration loadedAt = Duration.ZERO;
  private ServedBefore served = ServedBefore.NO;
  private Duration firstToken = Duration.ofMillis(200);
  private final Deque<Duration> firstTokens = new ArrayDeque<>();
  private int promptsToFail;
  private int probesToFail;
  private boolean hangs;

  /** Connections are refused until then. */
  ScriptedEngine loadedAt(Duration moment) {
    loadedAt = moment;
    return this;
  }

  ScriptedEngine served(ServedBefore answer) {
    served = answer;
    return this;
  }

  /** The first tokens of the next completions, and of all after them. */
  ScriptedEngine firstTokens(Duration then, Duration... first) {
    firstTokens.clear();
    firstTokens.addAll(java.util.List.of(first));
    firstToken = then;
    return this;
  }

  ScriptedEngine failPrompts(int count) {
    promptsToFail = count;
    return this;
  }

  ScriptedEngine failProbes(int count) {
    probesToFail = count;
    return this;
  }

  /** Accepts connections and answers nothing. */
  ScriptedEngine hang() {
    hangs = true;
    return this;
  }

  @Override
  public Reply probe(PodEffect.Probe probe, Duration now) {
    if (hangs) {
      return Reply.never();
    }
    if (now.compareTo(loadedAt) < 0) {
      return soon(new PodEvent.ProbeFailed(probe.attempt(), "connection refused", true));
    }
    if (probesToFail > 0) {
      probesToFail--;
      return soon(new PodEvent.ProbeFailed(probe.attempt(), "HTTP 503", false));
    }
    return soon(
        new PodEvent.ProbePassed(
            probe.attempt(), probe.asksServed() ? served : ServedBefore.UNKNOWN));
  }

  @Override
  public Reply prompt(PodEffect.Prompt prompt, Duration now) {
    if (hangs) {
      return Reply.never();
    }
    if (promptsToFail > 0) {
      promptsToFail--;
      return soon(new PodEvent.PromptFailed(prompt.attempt(), "HTTP 500", false));
    }
    Duration first = firstTokens.isEmpty() ? firstToken : firstTokens.removeFirst();
    return new Reply(
        first.plusMillis(100), new PodEvent.PromptPassed(prompt.attempt(), first.toNanos()));
  }

  private static Reply soon(PodEvent event) {
    return new Reply(Duration.ofMillis(1), event);
  }
}
