package io.spillway.gateway.inspect;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of one part of a form.
 *
 * @param name the field's name
 * @param file true when the part is a file
 */
record PartHead(String name, boolean file) {
  private static final int LINES_MAX = 16;

  /** What the lines of one head said so far. */
  private static final class Lines {
    private @Nullable HeaderValue disposition;
    private int count;

    /** Takes one line; false when it cannot be read in one way only. */
    boolean add(String line) {
      int colon = line.indexOf(':');
      if (colon < 0
          || ++count > LINES_MAX
          || !HeaderValue.isToken(line.substring(0, colon))
          || line.chars().anyMatch(c -> c < ' ' && c != '\t')) {
        return false;
      }
      String value = line.substring(colon + 1).strip();
      return switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> {
          boolean first = disposition == null;
          disposition = HeaderValue.parse(value);
          yield first && disposition != null;
        }
        case "content-transfer-encoding" ->
            switch (value.toLowerCase(Locale.ROOT)) {
              case "7bit", "8bit", "binary" -> true;
              default -> false;
            };
        default -> true;
      };
    }
  }

  /** Reads the lines between two places, each with its CRLF; null when they are no such head. */
  static @Nullable PartHead read(byte[] body, int from, int to) {
    var lines = new Lines();
    int at = from;
    while (at < to) {
      int end = at;
      while (end < to && body[end] != '\r') {
        end++;
      }
      boolean bareCr = end < to && body[end + 1] != '\n';
      if (bareCr || !lines.add(new String(body, at, end - at, StandardCharsets.ISO_8859_1))) {
        return null;
      }
      at = end + 2;
    }
    return lines.disposition == null ? null : of(lines.disposition);
  }

  private static @Nullable PartHead of(HeaderValue disposition) {
    var parameters = disposition.parameters();
    String name = parameters.get("name");
    if (!disposition.value().equals("form-data")
        || name == null
        || name.indexOf('\\') >= 0
        || parameters.containsKey("name*")) {
      return null;
    }
    return new PartHead(
        name, parameters.containsKey("filename") || parameters.containsKey("filename*"));
  }
}
