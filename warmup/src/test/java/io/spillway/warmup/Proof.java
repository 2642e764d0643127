package io.spillway.warmup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a pod has shown, counted from its events and the calls made to it alone: the slow and
 * obvious twin of the machine.
 */
final class Proof {
  private final int needed;
  private boolean startRule;
  private boolean servedBefore;
  private boolean lastInBound;
  private int successes;
  private long outstanding;
  private boolean prompt;
  private boolean asked;

  Proof(int needed, boolean startRule) {
    this.needed = needed;
    this.startRule = startRule;
  }

  long outstanding() {
    return outstanding;
  }

  boolean promptOutstanding() {
    return outstanding != 0 && prompt;
  }

  /** Whether it has shown enough to take requests. */
  boolean holds() {
    return (successes >= needed && lastInBound) || (startRule && servedBefore && successes == 1);
  }

  void happened(PodState before, PodEvent event, PodState after) {
    boolean ofPrompt =
        event instanceof PodEvent.PromptPassed || event instanceof PodEvent.PromptFailed;
    boolean answers = event.attempt() != 0 && event.attempt() == outstanding && ofPrompt == prompt;
    switch (event) {
      case PodEvent.Restarted _, PodEvent.Asleep _ -> {
        successes = 0;
        startRule = false;
      }
      case PodEvent.ProbePassed(_, ServedBefore served) -> {
        if (answers && !prompt && asked) {
          servedBefore = served == ServedBefore.YES;
          startRule &= served != ServedBefore.NO;
        }
      }
      case PodEvent.PromptPassed(_, long firstToken) -> {
        if (answers) {
          successes++;
          lastInBound = firstToken <= 3_000_000_000L;
        }
      }
      case PodEvent.PromptFailed _ -> {
        if (answers) {
          successes = 0;
          startRule = false;
        }
      }
      case PodEvent.ProbeFailed(_, _, boolean refused) -> startRule &= !(answers && refused);
      case PodEvent.Wake _,
          PodEvent.Refused _,
          PodEvent.Awake _,
          PodEvent.InFlight _,
          PodEvent.Removed _ -> {}
    }
    if (before.phase().admits() && !after.phase().admits()) {
      successes = 0;
      startRule = false;
    }
    if (answers) {
      outstanding = 0;
    }
  }

  /** A call is made or given up; there is never more than one. */
  void asked(PodEffect effect) {
    switch (effect) {
      case PodEffect.Abandon(long attempt) -> {
        assertThat(attempt).isEqualTo(outstanding);
        outstanding = 0;
        if (prompt) {
          successes = 0;
          startRule = false;
        }
      }
      case PodEffect.Probe(long attempt, boolean asksServed) -> begin(attempt, false, asksServed);
      case PodEffect.Prompt(long attempt) -> begin(attempt, true, false);
    }
  }

  private void begin(long attempt, boolean isPrompt, boolean asksServed) {
    assertThat(outstanding).as("calls under way").isZero();
    outstanding = attempt;
    prompt = isPrompt;
    asked = asksServed;
  }
}
