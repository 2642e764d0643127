package io.spillway.gateway.relay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An HTTP/1.1 client on a plain socket, so that tests decide and see every byte. */
public final class RawClient implements AutoCloseable {
  private static final int READ_MILLIS_MAX = 10_000;

  private final Socket socket;
  private final InputStream in;

  /** Connects to a port of this machine. */
  public RawClient(int port) throws IOException {
    this(port, 0);
  }

  /** Connects with a small receive buffer. */
  public RawClient(int port, int receiveBytes) throws IOException {
    socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(READ_MILLIS_MAX);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends bytes as they are. */
  public RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Sends a chat request. */
  public RawClient chat(String body, String... headers) throws IOException {
    return post("/v1/chat/completions", body, headers);
  }

  /** Sends a request with a JSON body. */
  public RawClient post(String path, String body, String... headers) throws IOException {
    return send(head("POST", path, body, headers) + body);
  }

  /** Sends a request without a body. */
  public RawClient ask(String method, String path, String... headers) throws IOException {
    return send(method + " " + path + " HTTP/1.1\r\nhost: spillway\r\n" + lines(headers) + "\r\n");
  }

  /** The head of a request with a JSON body. */
  public static String head(String method, String path, String body, String... headers) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return method
        + " "
        + path
        + " HTTP/1.1\r\nhost: spillway\r\ncontent-type: application/json\r\ncontent-length: "
        + length
        + "\r\n"
        + lines(headers)
        + "\r\n";
  }

  /** Reads the head of the next answer. */
  public Reply reply() throws IOException {
    return Reply.read(in);
  }

  /** True when the other side closes the connection without another byte. */
  public boolean closedByGateway() {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** True when the other side has closed the connection, as far as can be told without reading. */
  public boolean refused() {
    try {
      send("\n");
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Leaves without a word. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String lines(String... headers) {
    return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
  }
}
