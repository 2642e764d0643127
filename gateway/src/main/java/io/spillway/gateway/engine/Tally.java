package io.spillway.gateway.engine;

/**
 * Values of one meter over a pod's engines: unknown until one is seen, and for good once one of
 * them makes no sense.
 */
final class Tally {
  private boolean any;
  private boolean senseless;
  private double sum;
  private double max;

  void add(double value) {
    any = true;
    senseless |= !(value >= 0 && value < Double.POSITIVE_INFINITY);
    sum += value;
    max = Math.max(max, value);
  }

  double sum() {
    return known() ? sum : Double.NaN;
  }

  double max() {
    return known() ? max : Double.NaN;
  }

  /** The sum, or the other's when this one is unknown. */
  double sumOr(Tally older) {
    return known() ? sum : older.sum();
  }

  private boolean known() {
    return any && !senseless;
  }
}
