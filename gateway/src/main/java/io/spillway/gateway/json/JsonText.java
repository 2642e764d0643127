package io.spillway.gateway.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** Strings on their way into JSON and out of it. */
public final class JsonText {
  private JsonText() {}

  /** A JSON string, quotes included, in UTF-8. */
  public static byte[] quoted(String text) {
    byte[] inner = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    byte[] quoted = new byte[inner.length + 2];
    quoted[0] = '"';
    System.arraycopy(inner, 0, quoted, 1, inner.length);
    quoted[quoted.length - 1] = '"';
    return quoted;
  }

  /** Whether no half of a surrogate pair stands alone, so that the text can be UTF-8. */
  public static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** What stands between the quotes of a valid JSON string. */
  static String unescaped(byte[] bytes, int from, int to) {
    var text = new StringBuilder(to - from);
    int plain = from;
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\\') {
        text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8));
        at++;
        if (bytes[at] == 'u') {
          text.append((char) hex(bytes, at + 1));
          at += 4;
        } else {
          text.append(escape(bytes[at]));
        }
        plain = at + 1;
      }
    }
    return text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8)).toString();
  }

  /** The value of four hexadecimal digits, or a negative number when they are not. */
  static int hex(byte[] bytes, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value << 4 | Character.digit(bytes[i], 16);
    }
    return value;
  }

  private static char escape(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> (char) letter;
    };
  }
}
