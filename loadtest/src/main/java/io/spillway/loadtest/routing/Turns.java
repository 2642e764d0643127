package io.spillway.loadtest.routing;

import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/** Picks the pod with the least of something; those with the same take turns. */
final class Turns {
  private int next;

  /** The pod with the least value. */
  int least(int pods, IntToDoubleFunction value) {
    return least(pods, _ -> true, value);
  }

  /** The pod with the least value among those admitted, of which there must be one. */
  int least(int pods, IntPredicate admits, IntToDoubleFunction value) {
    int best = -1;
    double bestValue = 0;
    for (int i = 0; i < pods; i++) {
      int pod = (next + i) % pods;
      if (!admits.test(pod)) {
        continue;
      }
      double podValue = value.applyAsDouble(pod);
      if (best < 0 || podValue < bestValue) {
        best = pod;
        bestValue = podValue;
      }
    }
    if (best < 0) {
      throw new IllegalArgumentException("no pod is admitted (expected: at least one)");
    }
    next = (best + 1) % pods;
    return best;
  }
}
