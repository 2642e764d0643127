package io.spillway.loadtest.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Keeps a port for an engine that is not listening: a socket that is bound and never connects, as a
 * vLLM process does while it loads. Connections are refused, and nobody else is given the port.
 */
final class PortReservation {
  private final Socket bound;

  private PortReservation(Socket bound) {
    this.bound = bound;
  }

  /**
   * Reserves a port.
   *
   * @param port the port, or 0 for a free one
   */
  static PortReservation of(String host, int port) throws IOException {
    var socket = new Socket();
    try {
      // Lets the server listen on the port while the reservation stands.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return new PortReservation(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  int port() {
    return bound.getLocalPort();
  }

  void release() {
    try {
      bound.close();
    } catch (IOException e) {
      throw new IllegalStateException("a bound socket cannot be closed", e);
    }
  }
}
