package io.spillway.loadtest.system;

/** Reads answers whose tokens are {@code request:index}. */
final class Tokens {
  private Tokens() {}

  /**
   * Counts the tokens of an answer, whole or not; fails if one is missing, doubled or from another
   * attempt.
   */
  static int gapless(String content) {
    if (content.isBlank()) {
      return 0;
    }
    String[] tokens = content.strip().split(" ", -1);
    String request = tokens[0].substring(0, tokens[0].lastIndexOf(':'));
    for (int i = 0; i < tokens.length; i++) {
      if (!tokens[i].equals(request + ":" + i)) {
        throw new AssertionError("token " + i + " of " + request + " is " + tokens[i]);
      }
    }
    return tokens.length;
  }
}
