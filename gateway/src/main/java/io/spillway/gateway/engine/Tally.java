package io.spillway.gateway.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Values of one meter over a pod's engines: unknown until one is seen, and for good once one of
 * them makes no sense.
 */
final class Tally {
  private boolean any;
  private boolean senseless;
  private double sum;
  private double max;
  private final Map<String, Double> replicas = new HashMap<>(1);

  /** Adds the value of an engine. */
  void add(double value) {
    any = true;
    senseless |= !(value >= 0 && value < Double.POSITIVE_INFINITY);
    sum += value;
    max = Math.max(max, value);
  }

  /** Adds one of several values of a replica, of which the largest counts. */
  void add(String replica, double value) {
    senseless |= !(value >= 0);
    double before = replicas.getOrDefault(replica, 0.0);
    add(Math.max(before, value));
    sum -= before;
    replicas.put(replica, Math.max(before, value));
  }

  double sum() {
    return known() ? sum : Double.NaN;
  }

  double max() {
    return known() ? max : Double.NaN;
  }

  private boolean known() {
    return any && !senseless;
  }
}
