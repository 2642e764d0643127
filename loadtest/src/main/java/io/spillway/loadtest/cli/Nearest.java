package io.spillway.loadtest.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant: the known one with the fewest edits. */
public final class Nearest {
  private static final int LENGTH_MAX = 64;

  private Nearest() {}

  /** The nearest of {@code known}, if it is near; ties go to the first in the alphabet. */
  public static Optional<String> of(String written, Collection<String> known) {
    if (written.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    return known.stream()
        .filter(word -> edits(written, word) <= Math.max(2, word.length() / 3))
        .min(
            Comparator.<String>comparingInt(word -> edits(written, word))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int edits(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
