package io.spillway.loadtest.demo;

/**
 * Counts user requests that reach a pod before it has answered its warm-up prompts. Belongs to one
 * pod and is told of every request by the pod itself, not by the gateway.
 */
final class ColdGuard {
  private final int promptsNeeded;
  private int cold;

  /**
   * A guard of a pod.
   *
   * @param promptsNeeded answers since its start that make a pod warm
   */
  ColdGuard(int promptsNeeded) {
    this.promptsNeeded = promptsNeeded;
  }

  /**
   * A user's request reached the pod.
   *
   * @param answered requests the pod has answered since its last start
   */
  synchronized void userRequest(long answered) {
    if (answered < promptsNeeded) {
      cold++;
    }
  }

  synchronized int cold() {
    return cold;
  }
}
