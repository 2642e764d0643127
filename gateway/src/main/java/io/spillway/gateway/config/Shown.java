package io.spillway.gateway.config;

import java.util.regex.Pattern;

/** How text from a configuration appears in a message: on one line, printable, short. */
final class Shown {
  private static final int LENGTH_MAX = 100;
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern USER_INFO = Pattern.compile(".*:.*@", Pattern.DOTALL);
  private static final Pattern QUERY = Pattern.compile("(://.*?)\\?.*", Pattern.DOTALL);

  private Shown() {}

  /** A value; empty text becomes visible. What a URL carries beside its place is masked. */
  static String value(String text) {
    if (text.isEmpty()) {
      return "empty";
    }
    String masked = QUERY.matcher(text).replaceFirst("$1?***");
    masked = USER_INFO.matcher(masked).replaceFirst("***@");
    return printable(masked);
  }

  /** The path of a key below another. */
  static String key(String parent, String key) {
    String shown = PLAIN_KEY.matcher(key).matches() ? key : "'" + printable(key) + "'";
    return parent.isEmpty() ? shown : parent + "." + shown;
  }

  /** The path of an item of a list. */
  static String item(String parent, int index) {
    return parent + "[" + index + "]";
  }

  private static String printable(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .limit(LENGTH_MAX)
        .map(c -> visible(c) ? c : '?')
        .forEach(out::appendCodePoint);
    return text.codePointCount(0, text.length()) > LENGTH_MAX ? out + "…" : out.toString();
  }

  private static boolean visible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
