package io.spillway.router;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What placement may know of one request.
 *
 * @param session what it belongs to; null for none
 * @param prompt what is to be computed
 * @param terms what is due to it
 * @param tried endpoints that already failed it; never chosen again
 * @param pin the only endpoint that can serve it, because what it goes on from is kept there; null
 *     when any can
 */
public record RoutingRequest(
    @Nullable Session session,
    Prompt prompt,
    Terms terms,
    Set<EndpointId> tried,
    @Nullable EndpointId pin) {
  public RoutingRequest {
    tried = Set.copyOf(tried);
  }

  /** A request that any endpoint can serve and none has tried. */
  public RoutingRequest(@Nullable Session session, Prompt prompt, Terms terms) {
    this(session, prompt, terms, Set.of(), null);
  }

  /** The same request when only {@code endpoint} can serve it; null: any can. */
  public RoutingRequest pinnedTo(@Nullable EndpointId endpoint) {
    return new RoutingRequest(session, prompt, terms, tried, endpoint);
  }

  /** The same request after {@code endpoint} failed it in the middle: only own pods go on. */
  public RoutingRequest goingOnAfter(EndpointId endpoint, long waitUntilNanos) {
    var inHouse =
        new Terms(terms.tenant(), terms.priority(), false, terms.arrivedNanos(), waitUntilNanos);
    Set<EndpointId> failed = afterFailureOf(endpoint).tried();
    return new RoutingRequest(session, prompt, inHouse, failed, pin);
  }

  /** The same request after {@code endpoint} failed it. */
  public RoutingRequest afterFailureOf(EndpointId endpoint) {
    return afterFailureOf(Set.of(endpoint));
  }

  /** The same request when these failed it, or may not be given it for another reason. */
  public RoutingRequest afterFailureOf(Set<EndpointId> endpoints) {
    var more = new HashSet<>(tried);
    more.addAll(endpoints);
    return new RoutingRequest(session, prompt, terms, more, pin);
  }
}
