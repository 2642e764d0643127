package io.spillway.gateway.http;

import io.spillway.gateway.observe.RequestOutcome;

/** What the edge tells those who count and log. */
@FunctionalInterface
public interface EdgeEvents {
  /** A request ended at the edge: it was refused there, answered there, or its client left. */
  void endedAtEdge(RequestOutcome outcome);
}
