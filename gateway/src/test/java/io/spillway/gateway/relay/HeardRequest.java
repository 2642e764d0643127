package io.spillway.gateway.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request as an engine got it.
 *
 * @param line its first line
 * @param headers the other lines of its head
 * @param connection the number of the connection it came on
 */
public record HeardRequest(String line, List<String> headers, String body, int connection) {
  /** The value of a header, or null. */
  public @Nullable String header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    for (String header : headers) {
      if (header.toLowerCase(Locale.ROOT).startsWith(start)) {
        return header.substring(start.length()).strip();
      }
    }
    return null;
  }

  /** Reads one, or returns null at the end of the connection. */
  static @Nullable HeardRequest read(InputStream in, int connection) throws IOException {
    var head = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.write(b);
      if (b == '\n') {
        text = head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    List<String> lines = List.of(text.strip().split("\r\n"));
    var bare = new HeardRequest(lines.getFirst(), lines.subList(1, lines.size()), "", connection);
    String length = bare.header("content-length");
    byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
    return new HeardRequest(
        bare.line(), bare.headers(), new String(body, StandardCharsets.UTF_8), connection);
  }
}
