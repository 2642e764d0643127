package io.spillway.router;

import io.spillway.router.health.Outliers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one request can be sent to: all, or only what it is pinned to. */
final class Reach {
  private Reach() {}

  /**
   * The pods in reach, those that are full or failed it included.
   *
   * @param last where its session was last; null when that is not known
   */
  static List<Pod> pods(RoutingRequest request, Fleet fleet, @Nullable Pod last) {
    if (request.pin() != null) {
      Pod pod = fleet.pod(request.pin());
      return pod != null && pod.listed ? List.of(pod) : List.of();
    }
    Session session = request.session();
    if (session == null || !session.strict()) {
      return fleet.pods();
    }
    boolean stays =
        last != null
            && (last.admits || last.comingUp)
            && last.serves(request.prompt().adapter())
            && !failed(request, last);
    Pod own = stays ? last : home(request, session, fleet.pods());
    return own == null ? fleet.pods() : List.of(own);
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

  static boolean anyFree(List<TargetView> targets) {
    for (TargetView target : targets) {
      if (target.free() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Takes one place from a target's room. */
  static void use(List<TargetView> room, TargetView target) {
    room.replaceAll(view ->
        view.id().equals(target.id())
            ? new TargetView(
                view.id(), view.free() - 1, view.overheadSeconds(), view.secondsPerPromptToken())
            : view);
  }

  /**
   * The first pod in a session's order that admits and could serve the request, whether it has room
   * or not; null for none. By rendezvous hashing: every gateway with the same secret has the same
   * order, and when a pod leaves, only its own sessions move.
   */
  static @Nullable Pod home(RoutingRequest request, Session session, List<Pod> pods) {
    Pod best = null;
    long bestRank = 0;
    for (Pod pod : pods) {
      if (pod.admits && pod.serves(request.prompt().adapter()) && !failed(request, pod)) {
        long rank = KeyedHash.mix(session.key(), pod.hash);
        if (best == null || Long.compareUnsigned(rank, bestRank) > 0) {
          best = pod;
          bestRank = rank;
        }
      }
    }
    return best;
  }

  /** Whether a pod in reach has room for it. */
  static boolean anyOpen(RoutingRequest request, List<Pod> pods, Outliers health, long nowNanos) {
    for (Pod pod : pods) {
      if (pod.hasRoom()
          && pod.serves(request.prompt().adapter())
          && !failed(request, pod)
          && health.takes(pod.number, nowNanos)) {
        return true;
      }
    }
    return false;
  }

  private static boolean failed(RoutingRequest request, Pod pod) {
    return request.tried().contains(pod.id);
  }
}
