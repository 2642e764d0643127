package io.spillway.gateway.engine;

import io.spillway.router.Labeled;

/** A change in a pod that its metrics tell of. */
public sealed interface PodSignal {
  /** Another process answers: whatever was warm is cold. */
  record Restarted(Evidence evidence) implements PodSignal {}

  /** Its weights are put away: requests would wait, not fail. */
  record Asleep() implements PodSignal {}

  /** Its weights are back. */
  record Awake() implements PodSignal {}

  /** What showed a restart. */
  enum Evidence implements Labeled {
    PROCESS_START("process_start"),
    COMPLETIONS_WENT_BACK("completions_went_back");

    private final String label;

    Evidence(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }
}
