package io.spillway.router;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a pod: rendezvous hashing (Thaler and Ravishankar, 1998) with a load bound (after
 * Mirrokni, Thorup and Zadimoghaddam, 2018).
 *
 * <ol>
 *   <li>A session's pods are ordered by a keyed hash of session and pod. Every gateway with the
 *       same secret has the same order; when a pod leaves, only its own sessions move.
 *   <li>The first pod with room below its bound wins. The bound is 1.25 times the pod's fair share
 *       of all requests in flight, and at least half of its slots: a pod that is half idle is never
 *       left for the sake of balance.
 *   <li>Without a session, the pod with the least load for its weight wins; ties go by hash.
 * </ol>
 */
final class Affinity {
  private static final double BOUND = 1.25;
  private static final double FLOOR_SHARE = 0.5;

  private Affinity() {}

  /** The session's own pod among those that admit, whether it has room or not. */
  static @Nullable Pod home(List<Pod> pods, long key, Set<EndpointId> excluded) {
    Pod best = null;
    long bestScore = 0;
    for (Pod pod : pods) {
      if (!pod.admits || excluded.contains(pod.id)) {
        continue;
      }
      long score = KeyedHash.mix(key, pod.hash);
      if (best == null || Long.compareUnsigned(score, bestScore) > 0) {
        best = pod;
        bestScore = score;
      }
    }
    return best;
  }

  /** The first pod of the session's order that has room below its bound. */
  static @Nullable Pod bounded(List<Pod> pods, long key, Set<EndpointId> excluded) {
    double weights = 0;
    int total = 1;
    for (Pod pod : pods) {
      total += pod.inFlight;
      weights += pod.admits ? pod.weight : 0;
    }
    Pod best = null;
    long bestScore = 0;
    for (Pod pod : pods) {
      if (!pod.hasRoom() || excluded.contains(pod.id)) {
        continue;
      }
      double share = Math.ceil(BOUND * total * pod.weight / weights);
      double floor = Math.max(1, FLOOR_SHARE * pod.slots);
      if (pod.inFlight + 1 > Math.max(share, floor)) {
        continue;
      }
      long score = KeyedHash.mix(key, pod.hash);
      if (best == null || Long.compareUnsigned(score, bestScore) > 0) {
        best = pod;
        bestScore = score;
      }
    }
    return best;
  }

  /** The pod with room that has the least load for its weight. */
  static @Nullable Pod leastLoaded(List<Pod> pods, long tieBreak, Set<EndpointId> excluded) {
    Pod best = null;
    double bestLoad = 0;
    for (Pod pod : pods) {
      if (!pod.hasRoom() || excluded.contains(pod.id)) {
        continue;
      }
      double load = pod.inFlight / pod.weight;
      if (best == null
          || load < bestLoad
          || (load == bestLoad
              && Long.compareUnsigned(
                      KeyedHash.mix(tieBreak, pod.hash), KeyedHash.mix(tieBreak, best.hash))
                  > 0)) {
        best = pod;
        bestLoad = load;
      }
    }
    return best;
  }
}
