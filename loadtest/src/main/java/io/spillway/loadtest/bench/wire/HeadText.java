package io.spillway.loadtest.bench.wire;

/** Reads the few things a bench end must know from the bytes of an HTTP/1.1 head. */
final class HeadText {
  private static final byte[] CONTENT_LENGTH = ascii("\ncontent-length:");
  private static final byte[] CHUNKED = ascii("\ntransfer-encoding: chunked");
  private static final int STATUS_AT = 9;

  private HeadText() {}

  /** True when the head's empty line has come. */
  static boolean ended(byte[] head, int length) {
    return length >= 4
        && head[length - 1] == '\n'
        && head[length - 2] == '\r'
        && head[length - 3] == '\n';
  }

  /** The status of an answer; 0 when there is none. */
  static int status(byte[] head, int length) {
    int status = 0;
    for (int i = STATUS_AT; i < STATUS_AT + 3; i++) {
      if (i >= length || head[i] < '0' || head[i] > '9') {
        return 0;
      }
      status = status * 10 + head[i] - '0';
    }
    return status;
  }

  /** The declared length; -1 when there is none. */
  static long contentLength(byte[] head, int length) {
    int at = find(head, length, CONTENT_LENGTH);
    if (at < 0) {
      return -1;
    }
    at += CONTENT_LENGTH.length;
    while (at < length && head[at] == ' ') {
      at++;
    }
    long value = 0;
    while (at < length && head[at] >= '0' && head[at] <= '9') {
      value = value * 10 + head[at++] - '0';
    }
    return value;
  }

  /** True when the body is chunked. */
  static boolean chunked(byte[] head, int length) {
    return find(head, length, CHUNKED) >= 0;
  }

  /** Where some lower-case text stands in the bytes, without regard to case; -1 when nowhere. */
  static int find(byte[] bytes, int length, byte[] text) {
    outer:
    for (int at = 0; at <= length - text.length; at++) {
      for (int i = 0; i < text.length; i++) {
        byte b = bytes[at + i];
        if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != text[i]) {
          continue outer;
        }
      }
      return at;
    }
    return -1;
  }

  static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
