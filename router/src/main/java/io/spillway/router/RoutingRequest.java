package io.spillway.router;

import java.util.Set;

/**
 * What placement may know of one request.
 *
 * @param affinityKey keyed hash of its session; meaningless when not {@code keyed}
 * @param keyed true when it belongs to a session
 * @param overflowAllowed true when its tenant may leave the house
 * @param tried endpoints that already failed it; never chosen again
 * @param arrivedNanos when it was accepted
 * @param waitUntilNanos the moment at which waiting for a place ends
 */
public record RoutingRequest(
    long affinityKey,
    boolean keyed,
    boolean overflowAllowed,
    Set<EndpointId> tried,
    long arrivedNanos,
    long waitUntilNanos) {
  public RoutingRequest {
    tried = Set.copyOf(tried);
  }

  /** The same request after {@code endpoint} failed it. */
  public RoutingRequest afterFailureOf(EndpointId endpoint) {
    var more = new java.util.HashSet<>(tried);
    more.add(endpoint);
    return new RoutingRequest(
        affinityKey, keyed, overflowAllowed, more, arrivedNanos, waitUntilNanos);
  }
}
