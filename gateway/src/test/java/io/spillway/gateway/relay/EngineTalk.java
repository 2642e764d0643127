package io.spillway.gateway.relay;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a script can say on one connection of a {@link FakeEngine}. */
public final class EngineTalk {
  private final FakeEngine engine;
  private final Socket socket;
  private final HeardRequest request;

  EngineTalk(FakeEngine engine, Socket socket, HeardRequest request) {
    this.engine = engine;
    this.socket = socket;
    this.request = request;
  }

  /** The request that is answered. */
  public HeardRequest request() {
    return request;
  }

  /** Bytes as they are. */
  public EngineTalk raw(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** The head of an event stream. */
  public EngineTalk streamHead() throws IOException {
    return raw(
        String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Server: uvicorn",
            "Set-Cookie: engine=1",
            "content-type: text/event-stream; charset=utf-8",
            "transfer-encoding: chunked",
            "",
            ""));
  }

  /** One chunk of a body. */
  public EngineTalk chunk(String text) throws IOException {
    return chunk(
        text.getBytes(StandardCharsets.UTF_8), 0, text.getBytes(StandardCharsets.UTF_8).length);
  }

  /** One chunk of a body. */
  public EngineTalk chunk(byte[] bytes, int from, int to) throws IOException {
    var out = socket.getOutputStream();
    out.write((Integer.toHexString(to - from) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes, from, to - from);
    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /** The end of a chunked body. */
  public EngineTalk end() throws IOException {
    return raw("0\r\n\r\n");
  }

  /** A whole stream. */
  public EngineTalk stream(String events) throws IOException {
    return streamHead().chunk(events).end();
  }

  /** A whole answer with a status. */
  public EngineTalk answer(String status, String body, String... headers) throws IOException {
    var text = new StringBuilder("HTTP/1.1 " + status + "\r\ncontent-type: application/json\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return raw(text + "content-length: " + length + "\r\n\r\n" + body);
  }

  /** A complete answer of the kind that was asked for. */
  public void hello() throws IOException {
    if (request.body().contains("\"stream\":true")) {
      stream(Events.HELLO);
    } else {
      answer("200 OK", Events.ANSWER);
    }
  }

  /** Waits until the other side closes the connection. */
  public void awaitHangUp() throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // Nothing is expected; what comes is not a close.
      }
    } catch (IOException e) {
      // Closed hard.
    }
    engine.hungUp();
    socket.close();
  }

  /** Ends the connection. */
  public void fin() throws IOException {
    socket.close();
  }

  /** Resets the connection. */
  public void rst() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
