package io.spillway.loadtest.trace;

import java.util.SplittableRandom;

/** Text of a wanted length whose words are determined by a seed. */
final class FillerText {
  /** Characters that count as one token: three letters and a space. */
  static final int TOKEN_CHARS = 4;

  private FillerText() {}

  /** The first {@code tokens} words of the seed's text; a shorter text is a prefix of a longer. */
  static String of(long seed, int tokens) {
    var random = new SplittableRandom(seed);
    var text = new StringBuilder(tokens * TOKEN_CHARS);
    for (int i = 0; i < tokens; i++) {
      int letters = random.nextInt(26 * 26 * 26);
      text.append((char) ('a' + letters % 26))
          .append((char) ('a' + letters / 26 % 26))
          .append((char) ('a' + letters / (26 * 26)))
          .append(' ');
    }
    return text.toString();
  }
}
