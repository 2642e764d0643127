package io.spillway.gateway.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port that neither accepts nor refuses: its backlog is full. */
final class FullBacklog implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> sockets = new ArrayList<>();

  private FullBacklog(ServerSocket server) {
    this.server = server;
  }

  static FullBacklog open() throws IOException {
    var full = new FullBacklog(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    for (int i = 0; i < 16; i++) {
      var socket = new Socket();
      full.sockets.add(socket);
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), full.server.getLocalPort()),
            100);
      } catch (SocketTimeoutException e) {
        return full;
      }
    }
    throw new IOException("the backlog does not fill up");
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }
}
