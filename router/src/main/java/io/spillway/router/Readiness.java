package io.spillway.router;

import java.util.List;

/** What is offered to a request that found no room. */
enum Readiness {
  /** A pod that has not failed it serves, but is full; or the target it is pinned to is. */
  FULL,
  /** None serves; one is on its way. */
  COMING_UP,
  /** None serves and none is on its way. */
  NOTHING,
  /** Every pod that serves has failed it. */
  ALL_TRIED,
  /** The pod it is pinned to is there, but neither serves nor is on its way. */
  PIN_AWAY,
  /** What it is pinned to is not there any more. */
  PIN_GONE;

  /**
   * The readiness for one request.
   *
   * @param pods those in its {@link Reach}
   */
  static Readiness of(List<Pod> pods, RoutingRequest request, List<TargetView> targets) {
    boolean pinned = request.pin() != null;
    if (pinned && pods.isEmpty()) {
      return ofTarget(request, targets);
    }
    boolean admitting = false;
    boolean untried = false;
    boolean comingUp = false;
    for (Pod pod : pods) {
      if (!pod.serves(request.prompt().adapter())) {
        continue;
      }
      boolean failedIt = request.tried().contains(pod.id);
      admitting |= pod.admits;
      untried |= pod.admits && !failedIt;
      comingUp |= pod.comingUp && !failedIt;
    }
    if (untried) {
      return FULL;
    }
    if (admitting) {
      return ALL_TRIED;
    }
    if (comingUp) {
      return COMING_UP;
    }
    return !request.tried().isEmpty() ? ALL_TRIED : pinned ? PIN_AWAY : NOTHING;
  }

  /** Why a request that is not pinned leaves for a target. */
  PlacementReason whyOverflow() {
    return switch (this) {
      case FULL -> PlacementReason.FULL;
      case COMING_UP, NOTHING -> PlacementReason.NOTHING_READY;
      case ALL_TRIED -> PlacementReason.PODS_FAILED;
      case PIN_AWAY, PIN_GONE -> throw new IllegalStateException("pinned: " + this);
    };
  }

  private static Readiness ofTarget(RoutingRequest request, List<TargetView> targets) {
    for (TargetView target : targets) {
      if (request.terms().overflowAllowed() && target.id().equals(request.pin())) {
        return request.tried().contains(target.id()) ? ALL_TRIED : FULL;
      }
    }
    return PIN_GONE;
  }
}
