package io.spillway.loadtest.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How well two texts go together: by the words they share, so that tests can foresee it. */
final class Similarity {
  private Similarity() {}

  /** Between 0 and 1. */
  static double of(String one, String other) {
    Set<String> shared = words(one);
    var all = new HashSet<>(shared);
    Set<String> others = words(other);
    shared.retainAll(others);
    all.addAll(others);
    return all.isEmpty() ? 0 : (double) shared.size() / all.size();
  }

  private static Set<String> words(String text) {
    var words = new HashSet<>(List.of(text.toLowerCase(Locale.ROOT).split("\\W+", -1)));
    words.remove("");
    return words;
  }
}
