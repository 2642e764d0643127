package io.spillway.loadtest.client;

/** How a response's bytes stopped. */
enum Ending {
  /** The body ended as the protocol says. */
  CLEAN,
  /** The connection broke off. */
  RESET,
  /** The bound passed. */
  TIMEOUT
}
