package io.spillway.warmup.driver;

/** Reads from an engine's metrics page whether it has completed requests. */
final class CompletionMetrics {
  private static final String TOTAL = "_total";

  private CompletionMetrics() {}

  /**
   * Whether the counter's series, whatever their labels, sum to more than the engine's own part.
   */
  static boolean anyCompleted(String page, EngineKind.ServedSign sign) {
    return page.lines().mapToDouble(line -> count(line, sign.counter())).sum() > sign.own();
  }

  /** The value in a line; 0 when it is not the counter's, or no number. */
  private static double count(String line, String counter) {
    if (!line.startsWith(counter)) {
      return 0;
    }
    int at = counter.length();
    if (line.startsWith(TOTAL, at)) {
      at += TOTAL.length();
    }
    if (at >= line.length() || (line.charAt(at) != '{' && line.charAt(at) != ' ')) {
      return 0;
    }
    int labelsEnd = line.lastIndexOf('}');
    String[] words = line.substring(Math.max(at, labelsEnd + 1)).strip().split(" ", 2);
    try {
      double value = Double.parseDouble(words[0]);
      return value > 0 ? value : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
