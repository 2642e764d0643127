package io.spillway.loadtest.system;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** So many clients, each of which does the same again and again. */
final class Crowd implements AutoCloseable {
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopped;
  private volatile Throwable failure;

  private Crowd() {}

  /**
   * Begins.
   *
   * @param once what a client does; false when there is nothing left to do
   */
  static Crowd of(int clients, BooleanSupplier once) {
    var crowd = new Crowd();
    for (int i = 0; i < clients; i++) {
      crowd.clients.add(Thread.ofVirtual().start(() -> crowd.run(once)));
    }
    return crowd;
  }

  /** Waits until nothing is left to do. */
  void await() {
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
    if (failure != null) {
      throw new AssertionError("a client failed", failure);
    }
  }

  /** Lets each end what it is at. */
  @Override
  public void close() {
    stopped = true;
    await();
  }

  private void run(BooleanSupplier once) {
    try {
      boolean more = true;
      while (more && !stopped) {
        more = once.getAsBoolean();
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }
}
