package io.spillway.loadtest.bench;

import java.util.List;

/** How fast a value grows with time: the line with the least squared distance. */
final class Slope {
  /** A value at a moment. */
  record Point(double at, double value) {}

  private Slope() {}

  /** Growth per unit of time; 0 for fewer than two moments. */
  static double of(List<Point> points) {
    double meanAt = points.stream().mapToDouble(Point::at).average().orElse(0);
    double meanValue = points.stream().mapToDouble(Point::value).average().orElse(0);
    double together = 0;
    double spread = 0;
    for (Point point : points) {
      together += (point.at() - meanAt) * (point.value() - meanValue);
      spread += (point.at() - meanAt) * (point.at() - meanAt);
    }
    return spread == 0 ? 0 : together / spread;
  }
}
