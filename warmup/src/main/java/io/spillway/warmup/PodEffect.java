package io.spillway.warmup;

/** Something the machine asks its driver to do. */
public sealed interface PodEffect {
  /** The number of the call to begin or to give up. */
  long attempt();

  /**
   * Probe its health; answered by {@link PodEvent.ProbePassed} or {@link PodEvent.ProbeFailed}.
   *
   * @param asksServed whether to look, too, if it had served before
   */
  record Probe(long attempt, boolean asksServed) implements PodEffect {}

  /**
   * Let it answer a completion; answered by {@link PodEvent.PromptPassed} or {@link
   * PodEvent.PromptFailed}.
   */
  record Prompt(long attempt) implements PodEffect {}

  /** Give up a call; its answer, if one comes, is late. */
  record Abandon(long attempt) implements PodEffect {}
}
