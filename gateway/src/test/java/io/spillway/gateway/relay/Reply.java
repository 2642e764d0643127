package io.spillway.gateway.relay;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer as a client reads it: the head first, then the body as far as it is wanted. */
public final class Reply {
  private final InputStream in;
  private final int status;
  private final List<String> lines;
  private final long length;
  private long read;
  private long chunkLeft;
  private boolean chunked;
  private boolean ended;

  private Reply(InputStream in, int status, List<String> lines) {
    this.in = in;
    this.status = status;
    this.lines = lines;
    String declared = header("content-length");
    this.length = declared == null ? -1 : Long.parseLong(declared);
    this.chunked = "chunked".equalsIgnoreCase(header("transfer-encoding"));
  }

  /** Reads a head. */
  static Reply read(InputStream in) throws IOException {
    String first = line(in);
    var lines = new ArrayList<String>();
    for (String next = line(in); !next.isEmpty(); next = line(in)) {
      lines.add(next);
    }
    return new Reply(in, Integer.parseInt(first.split(" ", 3)[1]), lines);
  }

  /** The status. */
  public int status() {
    return status;
  }

  /** The lines of the head behind the first. */
  public List<String> lines() {
    return lines;
  }

  /** The value of a header, or null. */
  public @Nullable String header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    for (String header : lines) {
      if (header.toLowerCase(Locale.ROOT).startsWith(start)) {
        return header.substring(start.length()).strip();
      }
    }
    return null;
  }

  /** The next event with its blank line. */
  public String event() throws IOException {
    var bytes = new ByteArrayOutputStream();
    int last = 0;
    while (true) {
      int b = next();
      if (b < 0) {
        throw new EOFException("within an event: " + bytes.toString(StandardCharsets.UTF_8));
      }
      bytes.write(b);
      if (b == '\n' && last == '\n') {
        return bytes.toString(StandardCharsets.UTF_8);
      }
      last = b;
    }
  }

  /** What is left of the body; fails when the connection ends before the body does. */
  public String rest() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int b = next(); b >= 0; b = next()) {
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What is left of the body, which must be cut: the connection ends before the body does. */
  public String cut() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try {
      for (int b = next(); b >= 0; b = next()) {
        bytes.write(b);
      }
    } catch (EOFException e) {
      return bytes.toString(StandardCharsets.UTF_8);
    }
    throw new AssertionError("the body ended: " + bytes.toString(StandardCharsets.UTF_8));
  }

  private int next() throws IOException {
    if (ended) {
      return -1;
    }
    if (!chunked) {
      if (length >= 0 && read == length) {
        ended = true;
        return -1;
      }
      int b = in.read();
      if (b < 0 && length >= 0) {
        throw new EOFException("after " + read + " of " + length + " bytes");
      }
      read++;
      return b;
    }
    if (chunkLeft == 0) {
      chunkLeft = Long.parseLong(line(in), 16);
      if (chunkLeft == 0) {
        line(in);
        ended = true;
        return -1;
      }
    }
    int b = in.read();
    if (b < 0) {
      throw new EOFException("within a chunk");
    }
    if (--chunkLeft == 0) {
      line(in);
    }
    return b;
  }

  private static String line(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("within a line: " + bytes.toString(StandardCharsets.UTF_8));
      }
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace("\r", "");
  }
}
