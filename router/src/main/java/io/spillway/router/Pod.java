package io.spillway.router;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pod's part of a pool's state. */
final class Pod {
  /** Ends remembered, to tell what of an engine's report was ours. */
  private static final int RELEASES = 32;

  final EndpointId id;

  /** Where its values stand in arrays; taken over by another pod when it has gone. */
  final int number;

  /** What sessions remember it by; never another's. Its cache is that of the last one alone. */
  int serial;

  final long hash;
  final CostMeter meter;
  final Pace pace;
  final Backlog backlog = new Backlog();
  CacheTrust trust = new CacheTrust();
  boolean listed = true;
  boolean admits;
  boolean comingUp;
  double weight = 1;
  int incarnation;
  @Nullable Set<String> adapters;
  int inFlight;
  int slots;

  /** Tokens that the answers in flight are expected to have. */
  double outputTokens;

  private final long[] releases = new long[RELEASES];
  private int nextRelease;

  // As its engine reported, other gateways' requests alone; 0 when unknown.
  double othersInFlight;
  double othersWaiting;
  @Nullable Set<String> loadedAdapters;

  Pod(EndpointId id, int number, int serial, long hash, CostMeter meter, Pace prior) {
    this.id = id;
    this.number = number;
    this.serial = serial;
    this.hash = hash;
    this.meter = meter;
    this.pace = new Pace(prior);
    Arrays.fill(releases, Long.MIN_VALUE);
  }

  /** Takes one request less. */
  void released(long nowNanos) {
    inFlight--;
    releases[nextRelease] = nowNanos;
    nextRelease = (nextRelease + 1) % releases.length;
  }

  /** At most how many requests of this gateway the pod had at some moment since then. */
  int inFlightSince(long nanos) {
    int ended = 0;
    for (long release : releases) {
      ended += release >= nanos ? 1 : 0;
    }
    return inFlight + ended;
  }

  boolean hasRoom() {
    return admits && inFlight < slots;
  }

  /** Whether it may serve a prompt's adapter. */
  boolean serves(@Nullable String adapter) {
    return adapter == null || adapters == null || adapters.contains(adapter);
  }

  /** Whether it would have to load a prompt's adapter first. */
  boolean mustLoad(@Nullable String adapter) {
    return adapter != null && loadedAdapters != null && !loadedAdapters.contains(adapter);
  }
}
