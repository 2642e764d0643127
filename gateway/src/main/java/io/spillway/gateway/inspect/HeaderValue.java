package io.spillway.gateway.inspect;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A header's value with parameters, such as {@code form-data; name="model"}.
 *
 * @param value what stands before the first semicolon, in lower case
 * @param parameters by their names in lower case
 */
record HeaderValue(String value, Map<String, String> parameters) {
  private static final int PARAMETERS_MAX = 16;
  private static final int BROKEN = -1;

  /** Reads a value; null when it cannot be read in one way only. */
  static @Nullable HeaderValue parse(String text) {
    int semicolon = text.indexOf(';');
    int at = semicolon < 0 ? text.length() : semicolon;
    String value = text.substring(0, at).strip().toLowerCase(Locale.ROOT);
    Map<String, String> parameters = HashMap.newHashMap(4);
    while (at != BROKEN && at < text.length()) {
      at = parameter(text, at + 1, parameters);
    }
    return at == BROKEN ? null : new HeaderValue(value, Map.copyOf(parameters));
  }

  /** Reads one parameter; where the next semicolon or the end is, or {@link #BROKEN}. */
  private static int parameter(String text, int from, Map<String, String> parameters) {
    int at = blanks(text, from);
    if (at == text.length()) {
      return at;
    }
    int equals = text.indexOf('=', at);
    if (equals < 0 || parameters.size() == PARAMETERS_MAX) {
      return BROKEN;
    }
    String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
    var value = new StringBuilder();
    at = blanks(text, equals + 1);
    at =
        at < text.length() && text.charAt(at) == '"'
            ? quoted(text, at + 1, value)
            : token(text, at, value);
    if (at == BROKEN || !isToken(name) || parameters.put(name, value.toString()) != null) {
      return BROKEN;
    }
    at = blanks(text, at);
    return at == text.length() || text.charAt(at) == ';' ? at : BROKEN;
  }

  /** Only quotes and backslashes are escaped: some clients send paths as they are. */
  private static int quoted(String text, int from, StringBuilder value) {
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        return at + 1;
      }
      boolean escape =
          c == '\\'
              && at + 1 < text.length()
              && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\');
      value.append(escape ? text.charAt(++at) : c);
    }
    return BROKEN;
  }

  private static int token(String text, int from, StringBuilder value) {
    int at = from;
    while (at < text.length() && isTokenChar(text.charAt(at))) {
      value.append(text.charAt(at++));
    }
    return at == from ? BROKEN : at;
  }

  /** Whether the text may be a header's or a parameter's name. */
  static boolean isToken(String name) {
    return !name.isEmpty() && name.chars().allMatch(HeaderValue::isTokenChar);
  }

  private static boolean isTokenChar(int c) {
    return c > ' ' && c < 0x7f && "()<>@,;:\\\"[]?=".indexOf(c) < 0;
  }

  private static int blanks(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }
}
