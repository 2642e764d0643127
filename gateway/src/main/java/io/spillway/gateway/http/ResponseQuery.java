package io.spillway.gateway.http;

import io.spillway.gateway.error.ApiError;
import io.spillway.gateway.relay.ResponseAction;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the query of a request about a response. An allow list: of other parameters nothing is
 * passed on. What is passed on is written anew, so that gateway and engine read the same.
 */
sealed interface ResponseQuery {
  /**
   * It can be passed on.
   *
   * @param text without the question mark; empty for nothing
   * @param stream true when it asks for an event stream
   */
  record Accepted(String text, boolean stream) implements ResponseQuery {}

  /** It is refused. */
  record Refused(ApiError error) implements ResponseQuery {}

  /** A query has at most so many parameters. */
  int PARAMETERS_MAX = 32;

  /** Values need no escape: numbers, ids, names. */
  Pattern VALUE = Pattern.compile("[A-Za-z0-9._~:-]{1,256}");

  /** Reads a query as it stands on the wire. */
  static ResponseQuery of(@Nullable String raw, ResponseAction action) {
    var text = new StringJoiner("&");
    var seen = new HashSet<String>();
    boolean stream = false;
    String[] pairs = raw == null || raw.isEmpty() ? new String[0] : raw.split("&", -1);
    if (pairs.length > PARAMETERS_MAX) {
      return refused(null, "The query has more than " + PARAMETERS_MAX + " parameters.");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (name == null || !names(action).contains(name)) {
        continue;
      }
      String value = equals < 0 ? null : decoded(pair.substring(equals + 1));
      if (value == null || !valid(name, value)) {
        return refused(name, "'" + name + "' is not valid.");
      }
      if (!seen.add(name) && !repeats(name)) {
        return refused(name, "'" + name + "' stands twice in the query.");
      }
      String written = name.equals("stream") ? value.toLowerCase(Locale.ROOT) : value;
      stream |= written.equals("true") && name.equals("stream");
      text.add(name.replace("[]", "%5B%5D") + "=" + written);
    }
    return new Accepted(text.toString(), stream);
  }

  private static Set<String> names(ResponseAction action) {
    return switch (action) {
      case RETRIEVE ->
          Set.of("include", "include[]", "include_obfuscation", "starting_after", "stream");
      case INPUT_ITEMS -> Set.of("after", "before", "include", "include[]", "limit", "order");
      case DELETE, CANCEL -> Set.of();
    };
  }

  private static boolean repeats(String name) {
    return name.startsWith("include") && !name.equals("include_obfuscation");
  }

  /** Engines differ in what else they take for true. */
  private static boolean valid(String name, String value) {
    return name.equals("stream")
        ? value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
        : VALUE.matcher(value).matches();
  }

  private static @Nullable String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Refused refused(@Nullable String param, String message) {
    return new Refused(ApiError.invalid(param, message));
  }
}
