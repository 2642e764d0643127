package io.spillway.loadtest.demo;

/** The demo cannot go on; the message is one line for the person who started it. */
final class DemoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
