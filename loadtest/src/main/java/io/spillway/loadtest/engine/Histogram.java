package io.spillway.loadtest.engine;

import java.util.Arrays;

/** Counts of values by upper bound, as Prometheus wants them. */
final class Histogram {
  private final double[] bounds;
  private final long[] counts;
  private double sum;

  Histogram(double... bounds) {
    this.bounds = bounds;
    this.counts = new long[bounds.length + 1];
  }

  void record(double value) {
    int found = Arrays.binarySearch(bounds, value);
    counts[found >= 0 ? found : -found - 1]++;
    sum += value;
  }

  /** Appends the samples; {@code labels} stands in braces with {@code le} in its place. */
  void append(StringBuilder out, String name, String before, String after) {
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      total += counts[i];
      String bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
      out.append(name).append("_bucket{").append(before).append(",le=\"").append(bound);
      out.append("\",").append(after).append("} ").append((double) total).append('\n');
    }
    String labels = "{" + before + "," + after + "} ";
    out.append(name).append("_count").append(labels).append((double) total).append('\n');
    out.append(name).append("_sum").append(labels).append(sum).append('\n');
  }
}
