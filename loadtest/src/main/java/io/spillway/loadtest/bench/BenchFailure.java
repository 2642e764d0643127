package io.spillway.loadtest.bench;

/** A run that cannot go on; the message is for the person who started it. */
final class BenchFailure extends Exception {
  private static final long serialVersionUID = 1L;

  BenchFailure(String message) {
    super(message);
  }
}
