package io.spillway.loadtest.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A raw socket that answers every request with the same bytes, then ends as its script says. */
final class ScriptedServer implements AutoCloseable {
  /** What follows the bytes. */
  enum Then {
    /** The connection is closed. */
    CLOSE,
    /** The connection is reset. */
    RESET,
    /** The connection stays open and silent. */
    HANG
  }

  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

  private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final String response;
  private final Then then;

  ScriptedServer(String response, Then then) throws IOException {
    this.response = response;
    this.then = then;
    Thread.ofVirtual().start(this::accept);
  }

  /** A chunked event stream with a clean end. */
  static String whole(String... events) {
    return partial(events) + "0\r\n\r\n";
  }

  /** A chunked event stream without its end. */
  static String partial(String... events) {
    String head =
        """
        HTTP/1.1 200 OK
        content-type: text/event-stream; charset=utf-8
        x-spillway-tier: self-hosted
        x-spillway-endpoint: pod-1
        x-spillway-queue-ms: 12
        x-spillway-attempts: 2
        transfer-encoding: chunked

        """;
    var text = new StringBuilder(head.replace("\n", "\r\n"));
    for (String event : events) {
      String chunk = event + "\n\n";
      text.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    return text.toString();
  }

  /** A response with a JSON body. */
  static String json(int status, String body) {
    return "HTTP/1.1 %d X\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The requests' heads and bodies so far. */
  List<String> requests() {
    return requests;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      String request = request(in);
      while (request != null) {
        requests.add(request);
        out.write(response.getBytes(StandardCharsets.UTF_8));
        out.flush();
        switch (then) {
          case CLOSE -> {
            socket.close();
            return;
          }
          case RESET -> {
            socket.setSoLinger(true, 0);
            socket.close();
            return;
          }
          case HANG -> request = request(in);
        }
      }
    } catch (IOException e) {
      // The client went first.
    }
  }

  /** Reads one request by its content length; null at the end. */
  private static @Nullable String request(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.append((char) b);
    }
    Matcher length = CONTENT_LENGTH.matcher(head);
    byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    return head + new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
