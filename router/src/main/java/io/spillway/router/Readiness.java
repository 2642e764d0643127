package io.spillway.router;

import java.util.List;
import java.util.Set;

/** What the pods offer to a request that found no room. */
enum Readiness {
  /** A pod that has not failed it serves, but is full. */
  FULL,
  /** None serves; one is on its way. */
  COMING_UP,
  /** None serves and none is on its way. */
  NOTHING,
  /** Every pod that serves has failed it. */
  ALL_TRIED;

  static Readiness of(List<Pod> pods, Set<EndpointId> tried) {
    boolean admitting = false;
    boolean untried = false;
    boolean comingUp = false;
    for (Pod pod : pods) {
      admitting |= pod.admits;
      untried |= pod.admits && !tried.contains(pod.id);
      comingUp |= pod.comingUp && !tried.contains(pod.id);
    }
    if (untried) {
      return FULL;
    }
    if (admitting) {
      return ALL_TRIED;
    }
    return comingUp ? COMING_UP : tried.isEmpty() ? NOTHING : ALL_TRIED;
  }
}
