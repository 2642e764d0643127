package io.spillway.loadtest.bench;

import io.spillway.loadtest.bench.process.Child;
import org.jspecify.annotations.Nullable;

/**
 * Something a client can talk to, to reach the engine.
 *
 * @param port where it listens
 * @param child its process; null for the engine itself
 * @param jvm whether it must be warmed up, and has a heap that can be asked for
 * @param adminPort the gateway's; 0 for others
 */
record Peer(String name, int port, @Nullable Child child, boolean jvm, int adminPort)
    implements AutoCloseable {

  /** The engine, without anything between. */
  static Peer direct(int enginePort) {
    return new Peer(PeerNames.DIRECT, enginePort, null, false, 0);
  }

  /** The process id; only for one that has a process. */
  long pid() {
    if (child == null) {
      throw new IllegalStateException(name + " has no process");
    }
    return child.pid();
  }

  @Override
  public void close() {
    if (child != null) {
      child.close();
    }
  }
}
