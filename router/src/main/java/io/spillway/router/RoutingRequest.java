package io.spillway.router;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What placement may know of one request.
 *
 * @param affinityKey keyed hash of its session; meaningless when not {@code keyed}
 * @param keyed true when it belongs to a session
 * @param overflowAllowed true when its tenant may leave the house
 * @param tried endpoints that already failed it; never chosen again
 * @param pin the only endpoint that can serve it, because what it goes on from is kept there; null
 *     when any can
 * @param arrivedNanos when it was accepted
 * @param waitUntilNanos the moment at which waiting for a place ends
 */
public record RoutingRequest(
    long affinityKey,
    boolean keyed,
    boolean overflowAllowed,
    Set<EndpointId> tried,
    @Nullable EndpointId pin,
    long arrivedNanos,
    long waitUntilNanos) {
  public RoutingRequest {
    tried = Set.copyOf(tried);
  }

  /** A request that any endpoint can serve. */
  public RoutingRequest(
      long affinityKey,
      boolean keyed,
      boolean overflowAllowed,
      Set<EndpointId> tried,
      long arrivedNanos,
      long waitUntilNanos) {
    this(affinityKey, keyed, overflowAllowed, tried, null, arrivedNanos, waitUntilNanos);
  }

  /** The same request when only {@code endpoint} can serve it; null: any can. */
  public RoutingRequest pinnedTo(@Nullable EndpointId endpoint) {
    return new RoutingRequest(
        affinityKey, keyed, overflowAllowed, tried, endpoint, arrivedNanos, waitUntilNanos);
  }

  /** The same request after {@code endpoint} failed it in the middle: only own pods go on. */
  public RoutingRequest goingOnAfter(EndpointId endpoint, long waitUntilNanos) {
    RoutingRequest next = afterFailureOf(endpoint);
    return new RoutingRequest(
        affinityKey, keyed, false, next.tried(), pin, arrivedNanos, waitUntilNanos);
  }

  /** The same request after {@code endpoint} failed it. */
  public RoutingRequest afterFailureOf(EndpointId endpoint) {
    var more = new HashSet<>(tried);
    more.add(endpoint);
    return new RoutingRequest(
        affinityKey, keyed, overflowAllowed, more, pin, arrivedNanos, waitUntilNanos);
  }
}
