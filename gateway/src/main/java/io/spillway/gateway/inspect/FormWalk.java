package io.spillway.gateway.inspect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the parts of a form in a byte array, in place.
 *
 * <p>Stricter than RFC 2046, because parsers differ where it is lax: no text before the first
 * boundary, no blanks behind one, line ends are CRLF, and a boundary in a part is a fault even if
 * it goes on.
 */
final class FormWalk {
  private static final int PARTS_MAX = 256;
  private static final int HEAD_BYTES_MAX = 8 * 1024;
  private static final int BOUNDARY_CHARS_MAX = 70;

  private final byte[] body;

  /** CRLF, two hyphens and the boundary. */
  private final byte[] delimiter;

  private int at;
  private int parts;
  private boolean over;
  private @Nullable PartHead head;
  private int dataFrom;
  private int dataTo;
  private @Nullable String problem;

  private FormWalk(byte[] body, byte[] delimiter) {
    this.body = body;
    this.delimiter = delimiter;
  }

  /** A walk that stands before the first part; null when the boundary is none. */
  static @Nullable FormWalk over(byte[] body, String boundary) {
    boolean valid =
        !boundary.isEmpty()
            && boundary.length() <= BOUNDARY_CHARS_MAX
            && !boundary.endsWith(" ")
            && boundary.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return valid
        ? new FormWalk(body, ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII))
        : null;
  }

  /** Moves to the next part; false behind the last one, and at a fault. */
  boolean next() {
    if (over || problem != null) {
      return false;
    }
    if (parts == 0 && !startsWithBoundary()) {
      return fail("it does not begin with its boundary");
    }
    if (matches(at, "--")) {
      over = true;
      return onlyBlanksFollow() ? false : fail("something follows its last boundary");
    }
    if (!matches(at, "\r\n")) {
      return fail("a boundary goes on");
    }
    if (++parts > PARTS_MAX) {
      return fail("it has more than " + PARTS_MAX + " parts");
    }
    return readPart(at + 2);
  }

  /** The head of the part where the walk stands. */
  PartHead head() {
    if (head == null) {
      throw new IllegalStateException("no part");
    }
    return head;
  }

  /** Where that part's value stands. */
  ByteRange value() {
    return new ByteRange(dataFrom, dataTo);
  }

  /** What is wrong; never shows the text. Null when nothing is. */
  @Nullable String problem() {
    return problem;
  }

  private boolean startsWithBoundary() {
    int length = delimiter.length - 2;
    at = length;
    return body.length >= length && Arrays.equals(body, 0, length, delimiter, 2, delimiter.length);
  }

  private boolean readPart(int from) {
    int end = from;
    while (!matches(end, "\r\n\r\n")) {
      if (end == body.length || end - from > HEAD_BYTES_MAX) {
        return fail("a part's head has no end");
      }
      end++;
    }
    head = PartHead.read(body, from, end);
    if (head == null) {
      return fail("a part's head is not that of a form's field");
    }
    dataFrom = end + 4;
    dataTo = delimiterFrom(dataFrom);
    if (dataTo < 0) {
      return fail("its last boundary is missing");
    }
    at = dataTo + delimiter.length;
    return true;
  }

  /** Where the next delimiter begins, or -1. It has one CR, so no place is looked at twice. */
  private int delimiterFrom(int from) {
    int last = body.length - delimiter.length;
    for (int i = from; i <= last; i++) {
      if (body[i] == '\r'
          && Arrays.equals(body, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
        return i;
      }
    }
    return -1;
  }

  private boolean onlyBlanksFollow() {
    for (int i = at + 2; i < body.length; i++) {
      if (body[i] != '\r' && body[i] != '\n' && body[i] != ' ' && body[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private boolean matches(int place, String text) {
    if (body.length - place < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (body[place + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean fail(String what) {
    problem = what;
    return false;
  }
}
