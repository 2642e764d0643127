package io.spillway.gateway.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks over one JSON text in a byte array, value by value.
 *
 * <p>Every value is consumed exactly once: by {@link #skip}, or by {@link #enter} and then {@link
 * #nextMember} or {@link #nextElement} until it says false. The first fault sticks: after it
 * everything says "no more", so that walks need not look for faults, only ask {@link #end} when
 * they are through.
 *
 * <pre>{@code
 * if (cursor.over(bytes, 0, bytes.length).kind() == Kind.OBJECT) {
 *   cursor.enter();
 *   while (cursor.nextMember()) {
 *     …
 *     cursor.skip();
 *   }
 * }
 * boolean valid = cursor.end();
 * }</pre>
 */
public final class JsonCursor {
  /** Deepest nesting that is read. */
  public static final int DEPTH_MAX = 100;

  /** What {@link #integer} says of a number that is no integer, or has more than 18 digits. */
  public static final long NOT_INTEGER = Long.MIN_VALUE;

  /** The kinds of values. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    /** No value stands here. */
    NOTHING
  }

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final int INTEGER_DIGITS_MAX = 18;

  private byte[] bytes = NULL;
  private int at;
  private int end;
  private int depth;
  private boolean fresh;
  private @Nullable String problem;

  /** The last scalar or key: without its quotes if it is a string. */
  private int scalarFrom;

  private int scalarTo;
  private boolean escaped;

  /** Starts over, at the text that stands in {@code bytes} between {@code from} and {@code to}. */
  public JsonCursor over(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    at = from;
    end = to;
    depth = 0;
    fresh = false;
    problem = null;
    return this;
  }

  /** The kind of the value that stands next. */
  public Kind kind() {
    if (problem != null) {
      return Kind.NOTHING;
    }
    blanks();
    return switch (here()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't' -> Kind.TRUE;
      case 'f' -> Kind.FALSE;
      case 'n' -> Kind.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
      default -> Kind.NOTHING;
    };
  }

  /** Steps into the object or array that stands next. */
  public void enter() {
    if (problem != null) {
      return;
    }
    if (++depth > DEPTH_MAX) {
      fail("nested deeper than " + DEPTH_MAX);
      return;
    }
    at++;
    fresh = true;
  }

  /** Moves to the value of the next member and reads its key; false behind the last one. */
  public boolean nextMember() {
    if (!more('}')) {
      return false;
    }
    if (here() != '"') {
      return fail("a key was expected");
    }
    if (!string()) {
      return false;
    }
    blanks();
    if (here() != ':') {
      return fail("a colon was expected");
    }
    at++;
    return true;
  }

  /** Moves to the next element; false behind the last one. */
  public boolean nextElement() {
    return more(']');
  }

  /** Consumes the value that stands next, whatever it is. */
  public void skip() {
    switch (kind()) {
      case OBJECT -> {
        enter();
        while (nextMember()) {
          skip();
        }
      }
      case ARRAY -> {
        enter();
        while (nextElement()) {
          skip();
        }
      }
      case STRING -> string();
      case NUMBER -> number();
      case TRUE -> literal(TRUE);
      case FALSE -> literal(FALSE);
      case NULL -> literal(NULL);
      case NOTHING -> fail("a value was expected");
    }
  }

  /** Whether the whole text was consumed without a fault; only blanks may follow. */
  public boolean end() {
    if (problem == null) {
      blanks();
      if (at < end) {
        fail("something follows the value");
      }
    }
    return problem == null;
  }

  /**
   * The place in the array: before {@link #skip} and after {@link #kind} the first byte of a value,
   * after {@link #skip} the byte behind it.
   */
  public int position() {
    return at;
  }

  /** What is wrong and where; never shows the text. Null when nothing is. */
  public @Nullable String problem() {
    return problem;
  }

  /** The constant that the last string, a key or a value, names; null when there is none. */
  public <E extends Enum<E>> @Nullable E in(Names<E> names) {
    if (problem != null) {
      return null;
    }
    if (escaped) {
      byte[] name = text().getBytes(StandardCharsets.UTF_8);
      return names.find(name, 0, name.length);
    }
    return names.find(bytes, scalarFrom, scalarTo);
  }

  /** The last string, a key or a value; empty after a fault. */
  public String text() {
    if (problem != null) {
      return "";
    }
    return escaped
        ? JsonText.unescaped(bytes, scalarFrom, scalarTo)
        : new String(bytes, scalarFrom, scalarTo - scalarFrom, StandardCharsets.UTF_8);
  }

  /** Bytes of the last string as it is written, without its quotes; 0 after a fault. */
  public int textBytes() {
    return problem == null ? scalarTo - scalarFrom : 0;
  }

  /** The last number; {@link #NOT_INTEGER} when it is none, and after a fault. */
  public long integer() {
    if (problem != null) {
      return NOT_INTEGER;
    }
    boolean negative = bytes[scalarFrom] == '-';
    int from = negative ? scalarFrom + 1 : scalarFrom;
    if (scalarTo - from > INTEGER_DIGITS_MAX) {
      return NOT_INTEGER;
    }
    long value = 0;
    for (int i = from; i < scalarTo; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return NOT_INTEGER;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return negative ? -value : value;
  }

  private boolean more(char close) {
    if (problem != null) {
      return false;
    }
    blanks();
    if (here() == close) {
      at++;
      depth--;
      fresh = false;
      return false;
    }
    if (!fresh) {
      if (here() != ',') {
        return fail("a comma or '" + close + "' was expected");
      }
      at++;
      blanks();
    }
    fresh = false;
    return true;
  }

  /** The byte here, or 0 at the end. */
  private int here() {
    return at < end ? bytes[at] : 0;
  }

  private void blanks() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      at++;
    }
  }

  private boolean string() {
    scalarFrom = ++at;
    escaped = false;
    while (at < end) {
      if (end - at >= Long.BYTES) {
        long special = special((long) WORD.get(bytes, at));
        if (special == 0) {
          at += Long.BYTES;
          continue;
        }
        at += Long.numberOfTrailingZeros(special) >>> 3;
      }
      byte b = bytes[at];
      if (b == '"') {
        scalarTo = at++;
        return true;
      }
      if (b == '\\') {
        escaped = true;
        if (!escape()) {
          return fail("not an escape");
        }
      } else if (b < 0) {
        int after = Utf8.after(bytes, at, end);
        if (after < 0) {
          return fail("not UTF-8");
        }
        at = after;
      } else if (b < ' ') {
        return fail("a control character in a string");
      } else {
        at++;
      }
    }
    return fail("a string without an end");
  }

  /**
   * Marks bytes that end a run of plain text: quotes, backslashes, control characters, anything
   * outside ASCII. The lowest mark is exact; a borrow may set false ones above it.
   */
  private static long special(long word) {
    long quote = word ^ (ONES * '"');
    long backslash = word ^ (ONES * '\\');
    long marks =
        word
            | ((word - ONES * ' ') & ~word)
            | ((quote - ONES) & ~quote)
            | ((backslash - ONES) & ~backslash);
    return marks & TOPS;
  }

  private boolean escape() {
    if (end - at < 2) {
      return false;
    }
    switch (bytes[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at += 2;
      case 'u' -> {
        if (end - at < 6 || JsonText.hex(bytes, at + 2) < 0) {
          return false;
        }
        at += 6;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void number() {
    scalarFrom = at;
    if (here() == '-') {
      at++;
    }
    boolean valid;
    if (here() == '0') {
      at++;
      valid = true;
    } else {
      valid = digits();
    }
    if (valid && here() == '.') {
      at++;
      valid = digits();
    }
    if (valid && (here() == 'e' || here() == 'E')) {
      at++;
      if (here() == '+' || here() == '-') {
        at++;
      }
      valid = digits();
    }
    scalarTo = at;
    if (!valid) {
      fail("not a number");
    }
  }

  private boolean digits() {
    int from = at;
    while (here() >= '0' && here() <= '9') {
      at++;
    }
    return at > from;
  }

  private void literal(byte[] word) {
    for (byte b : word) {
      if (here() != b) {
        fail("a value was expected");
        return;
      }
      at++;
    }
  }

  private boolean fail(String what) {
    if (problem == null) {
      problem = what + " at byte " + at;
    }
    return false;
  }
}
