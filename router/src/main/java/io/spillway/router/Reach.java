package io.spillway.router;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one request can be sent to: all, or only what it is pinned to. */
final class Reach {
  private Reach() {}

  /** The pods in reach, those that are full or failed it included. */
  static List<Pod> pods(RoutingRequest request, List<Pod> all, Map<EndpointId, Pod> byId) {
    if (request.pin() == null) {
      return all;
    }
    Pod pod = byId.get(request.pin());
    return pod != null && pod.listed ? List.of(pod) : List.of();
  }

  /** The first target in reach that has room and has not failed it. */
  static @Nullable TargetView target(RoutingRequest request, List<TargetView> targets) {
    if (!request.terms().overflowAllowed()) {
      return null;
    }
    for (TargetView target : targets) {
      if (target.free() > 0
          && !request.tried().contains(target.id())
          && (request.pin() == null || request.pin().equals(target.id()))) {
        return target;
      }
    }
    return null;
  }

  /** Takes one place from a target's room. */
  static void use(List<TargetView> room, TargetView target) {
    room.replaceAll(view ->
        view.id().equals(target.id())
            ? new TargetView(view.id(), view.free() - 1, view.firstTokenSeconds())
            : view);
  }
}
