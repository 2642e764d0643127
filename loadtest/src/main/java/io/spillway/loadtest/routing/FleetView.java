package io.spillway.loadtest.routing;

/** What a gateway knows of its pods without asking them: what it sent and what came back. */
interface FleetView {
  /** Pods, numbered from 0. */
  int pods();

  /** Requests sent to a pod that have not ended. */
  int inFlight(int pod);

  /** Prompt tokens sent to a pod whose requests have no first token yet, cached ones included. */
  long promptTokensAhead(int pod);
}
