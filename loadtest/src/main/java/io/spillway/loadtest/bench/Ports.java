package io.spillway.loadtest.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Ports of the loopback: free ones, and what answers on those that are not. */
final class Ports {
  private static final int ASK_MILLIS_MAX = 2000;
  private static final int OK = 200;

  private Ports() {}

  /** A port that nobody uses at the moment. */
  static int free() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** True when a connection to a port is accepted. */
  static boolean accepts(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The body of what is answered with 200 on a path; empty for anything else. */
  static String ask(int port, String path) {
    try {
      var url = URI.create("http://127.0.0.1:" + port + path).toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(ASK_MILLIS_MAX);
      connection.setReadTimeout(ASK_MILLIS_MAX);
      try (var in = connection.getInputStream()) {
        return connection.getResponseCode() == OK
            ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
            : "";
      }
    } catch (IOException e) {
      return "";
    }
  }
}
