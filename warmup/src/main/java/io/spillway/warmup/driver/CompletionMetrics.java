package io.spillway.warmup.driver;

/** Reads from vLLM's metrics page whether it has completed requests. */
final class CompletionMetrics {
  private static final String NAME = "vllm:request_success";
  private static final String TOTAL = "_total";

  private CompletionMetrics() {}

  /** Whether the counts of completed requests, whatever ended them, sum to more than none. */
  static boolean anyCompleted(String page) {
    return page.lines().anyMatch(CompletionMetrics::countsSome);
  }

  private static boolean countsSome(String line) {
    if (!line.startsWith(NAME)) {
      return false;
    }
    int at = NAME.length();
    if (line.startsWith(TOTAL, at)) {
      at += TOTAL.length();
    }
    if (at >= line.length() || (line.charAt(at) != '{' && line.charAt(at) != ' ')) {
      return false;
    }
    int labelsEnd = line.lastIndexOf('}');
    String[] words = line.substring(Math.max(at, labelsEnd + 1)).strip().split(" ", 2);
    try {
      return Double.parseDouble(words[0]) > 0;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
