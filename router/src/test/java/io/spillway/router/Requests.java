package io.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

/** Requests as tests need them: of one tenant, in no hurry, from the beginning of time. */
final class Requests {
  static final long SECOND = 1_000_000_000L;

  private Requests() {}

  /** Of a session. */
  static RoutingRequest of(long session) {
    return new RoutingRequest(new Session(session, false), Prompt.UNKNOWN, terms(true));
  }

  /** Of no session. */
  static RoutingRequest loose() {
    return new RoutingRequest(null, Prompt.UNKNOWN, terms(true));
  }

  /** Of a session, or null for none, whose tenant stays in the house. */
  static RoutingRequest inHouse(@Nullable Long session) {
    return new RoutingRequest(
        session == null ? null : new Session(session, false), Prompt.UNKNOWN, terms(false));
  }

  /** Terms that end after 30 s. */
  static Terms terms(boolean overflowAllowed) {
    return new Terms("t", Priority.DEFAULT, overflowAllowed, 0, 30 * SECOND);
  }

  /** Fails unless a request left for a target, and for this reason. */
  static void assertSpilled(Placement placement, EndpointId target, PlacementReason reason) {
    assertThat(placement)
        .isInstanceOfSatisfying(
            Placement.Overflow.class,
            overflow -> {
              assertThat(overflow.target()).isEqualTo(target);
              assertThat(overflow.reason()).isEqualTo(reason);
            });
  }
}
