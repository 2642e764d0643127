package io.spillway.router.cache;

/** What one pod may hold, and the two ends of what it holds in the order of use. */
final class PodCache {
  final int pod;

  /** Blocks that the pod's own cache has room for. */
  int blocks;

  /** Blocks that the index remembers of them. */
  int share;

  int held;
  int newest = HoldingTable.NONE;
  int oldest = HoldingTable.NONE;

  PodCache(int pod) {
    this.pod = pod;
  }
}
