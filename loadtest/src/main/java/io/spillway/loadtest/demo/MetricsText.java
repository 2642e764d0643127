package io.spillway.loadtest.demo;

/** Reads the Prometheus text format as far as sums of series need. */
final class MetricsText {
  private MetricsText() {}

  /** The sum of a metric's series that have a label. */
  static double sum(String text, String name, String label) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") && line.contains(label))
        .mapToDouble(MetricsText::value)
        .filter(Double::isFinite)
        .sum();
  }

  private static double value(String line) {
    int close = line.lastIndexOf('}');
    String rest = line.substring(close + 1).strip();
    int space = rest.indexOf(' ');
    try {
      return Double.parseDouble(space < 0 ? rest : rest.substring(0, space));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
