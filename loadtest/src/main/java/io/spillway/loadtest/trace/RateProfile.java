package io.spillway.loadtest.trace;

import java.util.List;

/**
 * Requests per second as a function of time: straight lines between points, the last rate held.
 *
 * @param points at least one, the first at second 0, seconds strictly increasing
 */
public record RateProfile(List<Point> points) {
  /**
   * The rate at one moment.
   *
   * @param second since the start
   * @param ratePerSecond wanted there
   */
  public record Point(double second, double ratePerSecond) {}

  /** Checks the order and the rates. */
  public RateProfile {
    points = List.copyOf(points);
    if (points.isEmpty() || points.getFirst().second() != 0) {
      throw new IllegalArgumentException("points: " + points + " (expected: the first at 0)");
    }
    for (int i = 0; i < points.size(); i++) {
      double rate = points.get(i).ratePerSecond();
      if (!Double.isFinite(rate) || rate < 0) {
        throw new IllegalArgumentException("rate: " + rate + " (expected: >= 0)");
      }
      if (i > 0 && !(points.get(i).second() > points.get(i - 1).second())) {
        throw new IllegalArgumentException("points: " + points + " (expected: increasing seconds)");
      }
    }
  }

  /** The same rate for ever. */
  public static RateProfile constant(double ratePerSecond) {
    return new RateProfile(List.of(new Point(0, ratePerSecond)));
  }

  /** The rate at a moment. */
  public double ratePerSecond(double second) {
    for (int i = 1; i < points.size(); i++) {
      Point from = points.get(i - 1);
      Point to = points.get(i);
      if (second < to.second()) {
        double share = Math.max(0, (second - from.second()) / (to.second() - from.second()));
        return from.ratePerSecond() + share * (to.ratePerSecond() - from.ratePerSecond());
      }
    }
    return points.getLast().ratePerSecond();
  }

  /** The highest rate. */
  public double peakPerSecond() {
    return points.stream().mapToDouble(Point::ratePerSecond).max().orElseThrow();
  }

  /** The expected number of requests until a second. */
  public double countAt(double second) {
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      Point from = points.get(i);
      double end = i + 1 < points.size() ? points.get(i + 1).second() : Double.POSITIVE_INFINITY;
      double length = Math.min(second, end) - from.second();
      if (length > 0) {
        sum += (from.ratePerSecond() + ratePerSecond(Math.min(second, end))) / 2 * length;
      }
    }
    return sum;
  }

  /**
   * The second at which the expected number of requests since the start reaches {@code count};
   * infinite when it never does.
   */
  public double secondOf(double count) {
    double left = count;
    for (int i = 1; i < points.size(); i++) {
      Point from = points.get(i - 1);
      Point to = points.get(i);
      double length = to.second() - from.second();
      double area = (from.ratePerSecond() + to.ratePerSecond()) / 2 * length;
      if (left <= area && area > 0) {
        return from.second() + within(from.ratePerSecond(), to.ratePerSecond(), length, left);
      }
      left -= area;
    }
    Point last = points.getLast();
    return last.second() + (left <= 0 ? 0 : left / last.ratePerSecond());
  }

  /** Solves a·x + (b − a)·x²/(2·length) = area for x, in the form that is stable for a = b. */
  private static double within(double a, double b, double length, double area) {
    double slope = (b - a) / length;
    double root = Math.sqrt(Math.max(0, a * a + 2 * slope * area));
    return area == 0 ? 0 : Math.min(length, 2 * area / (a + root));
  }
}
