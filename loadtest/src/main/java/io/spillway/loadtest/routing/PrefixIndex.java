package io.spillway.loadtest.routing;

import java.util.ArrayList;
import java.util.List;

/** What each pod should have cached, judged by what was sent to it. */
final class PrefixIndex {
  private final List<BlockLru> pods = new ArrayList<>();

  PrefixIndex(FleetSize size) {
    for (int i = 0; i < size.pods(); i++) {
      pods.add(new BlockLru(size.podTokens()));
    }
  }

  /** Blocks of a prompt that a pod should have. */
  int match(Arrival arrival, int pod) {
    return pods.get(pod).match(arrival);
  }

  /** Tokens of a prompt that a pod should find in its cache. */
  int cachedTokens(Arrival arrival, int pod) {
    return EngineTokens.cached(arrival, match(arrival, pod));
  }

  /** A prompt was sent to a pod. */
  void sent(Arrival arrival, int pod) {
    pods.get(pod).use(arrival);
  }
}
