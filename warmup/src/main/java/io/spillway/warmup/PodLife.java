package io.spillway.warmup;

/**
 * What a pod keeps through all its states.
 *
 * @param discoveredNanos when it became known
 * @param sinceNanos when its phase began
 * @param attempts calls made to it so far; numbers the calls
 * @param failures failed warm-ups since it last served
 * @param inFlight requests on it, as last told
 * @param asleep whether its engine sleeps, as last told
 * @param atStart whether it may still prove that it had served before the gateway's own start
 * @param fresh whether this is its first way to serving, and a whole one: only then is the time
 *     from discovered to serving a model's load time
 */
public record PodLife(
    long discoveredNanos,
    long sinceNanos,
    long attempts,
    int failures,
    int inFlight,
    boolean asleep,
    boolean atStart,
    boolean fresh) {

  static PodLife begin(long nowNanos, boolean atStart) {
    return new PodLife(nowNanos, nowNanos, 0, 0, 0, false, atStart, true);
  }

  PodLife entered(long nowNanos) {
    return new PodLife(
        discoveredNanos, nowNanos, attempts, failures, inFlight, asleep, atStart, fresh);
  }

  PodLife called() {
    return new PodLife(
        discoveredNanos, sinceNanos, attempts + 1, failures, inFlight, asleep, atStart, fresh);
  }

  /** One more failed warm-up. */
  PodLife failed() {
    int more = failures == Integer.MAX_VALUE ? failures : failures + 1;
    return new PodLife(
        discoveredNanos, sinceNanos, attempts, more, inFlight, asleep, atStart, fresh);
  }

  PodLife inFlight(int count) {
    return new PodLife(
        discoveredNanos, sinceNanos, attempts, failures, count, asleep, atStart, fresh);
  }

  PodLife asleep(boolean sleeps) {
    return new PodLife(
        discoveredNanos, sinceNanos, attempts, failures, inFlight, sleeps, atStart, fresh);
  }

  /** Not to be believed to have served before: it takes the whole way. */
  PodLife unproved() {
    return new PodLife(
        discoveredNanos, sinceNanos, attempts, failures, inFlight, asleep, false, fresh);
  }

  /** Proved warm: failures before do not count any more. */
  PodLife warm() {
    return new PodLife(
        discoveredNanos, sinceNanos, attempts, 0, inFlight, asleep, false, fresh && !atStart);
  }

  /** Has served, and must prove itself again. */
  PodLife again() {
    return new PodLife(
        discoveredNanos, sinceNanos, attempts, failures, inFlight, asleep, false, false);
  }
}
