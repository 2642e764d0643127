package io.spillway.gateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the key that was probably meant: the known one with the fewest edits (insert, remove,
 * replace, swap neighbours; the optimal string alignment distance), at most two and fewer than half
 * its letters. Case, '-' and '_' do not count.
 */
final class NearMiss {
  private static final int EDITS_MAX = 2;
  private static final int LENGTH_MAX = 64;

  private NearMiss() {}

  /** The nearest of {@code known}; ties go to the first in the alphabet. */
  static Optional<String> of(String written, Collection<String> known) {
    if (written.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    String plain = plain(written);
    return known.stream()
        .filter(key -> edits(plain, plain(key)) <= Math.min(EDITS_MAX, (key.length() - 1) / 2))
        .min(
            Comparator.<String>comparingInt(key -> edits(plain, plain(key)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String plain(String key) {
    return key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(best, 1 + cost[i - 2][j - 2]) : best;
      }
    }
    return cost[a.length()][b.length()];
  }
}
