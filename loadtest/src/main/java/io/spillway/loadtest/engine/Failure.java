package io.spillway.loadtest.engine;

import java.util.Arrays;

/**
 * One failure that is switched on, written {@code name[=value][@share]}.
 *
 * @param kind what goes wrong
 * @param value what the kind's value means: a status, a number of tokens, milliseconds
 * @param share the share of requests it happens to
 */
public record Failure(FailureKind kind, int value, double share) {
  private static final int STATUS_MIN = 400;
  private static final int STATUS_MAX = 599;

  public Failure {
    if (kind == FailureKind.STATUS && (value < STATUS_MIN || value > STATUS_MAX)) {
      throw new IllegalArgumentException("status: " + value + " (expected: 400 to 599)");
    }
    if (value < 0) {
      throw new IllegalArgumentException(kind.label() + ": " + value + " (expected: >= 0)");
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share: " + share + " (expected: above 0, at most 1)");
    }
  }

  /** A failure of every request, with its kind's default value. */
  public static Failure of(FailureKind kind) {
    return new Failure(kind, kind.defaultValue(), 1);
  }

  /** A failure of every request. */
  public static Failure of(FailureKind kind, int value) {
    return new Failure(kind, value, 1);
  }

  /**
   * Reads {@code name[=value][@share]}.
   *
   * @throws IllegalArgumentException if it is not one, saying what was expected
   */
  public static Failure parse(String text) {
    int at = text.indexOf('@');
    String named = at < 0 ? text : text.substring(0, at);
    int equals = named.indexOf('=');
    String name = equals < 0 ? named : named.substring(0, equals);
    FailureKind kind =
        Arrays.stream(FailureKind.values())
            .filter(candidate -> candidate.label().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "fail: %s (expected: one of %s)"
                        .formatted(name, String.join(", ", FailureKind.labels()))));
    try {
      int value = equals < 0 ? kind.defaultValue() : Integer.parseInt(named.substring(equals + 1));
      double share = at < 0 ? 1 : Double.parseDouble(text.substring(at + 1));
      return new Failure(kind, value, share);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "fail: " + text + " (expected: name[=whole number][@share])", e);
    }
  }
}
