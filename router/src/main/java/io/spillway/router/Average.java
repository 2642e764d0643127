package io.spillway.router;

/** An exponentially weighted mean with a prior, for what is learned from requests. */
final class Average {
  private static final double WEIGHT = 0.1;

  private double value;

  Average(double prior) {
    value = prior;
  }

  void add(double observed) {
    value += WEIGHT * (observed - value);
  }

  double value() {
    return value;
  }
}
