package io.spillway.router;

import java.util.Arrays;

/**
 * The median of the last few values: up to half of them may be nonsense without moving it far.
 *
 * <p>Not a number until there is one.
 */
final class WindowMedian {
  private final double[] latest;
  private final double[] sorted;
  private int count;
  private int next;

  /**
   * Of nothing yet.
   *
   * @param window values remembered, odd and &gt; 0
   */
  WindowMedian(int window) {
    latest = new double[window];
    sorted = new double[window];
  }

  /** Takes a value, which must be a number. */
  void add(double value) {
    int kept = count;
    if (count == latest.length) {
      remove(latest[next]);
      kept--;
    } else {
      count++;
    }
    latest[next] = value;
    next = (next + 1) % latest.length;
    int at = Arrays.binarySearch(sorted, 0, kept, value);
    int index = at < 0 ? -at - 1 : at;
    System.arraycopy(sorted, index, sorted, index + 1, kept - index);
    sorted[index] = value;
  }

  /** Values it is the median of. */
  int count() {
    return count;
  }

  double value() {
    return count == 0 ? Double.NaN : sorted[(count - 1) / 2];
  }

  private void remove(double value) {
    int index = Arrays.binarySearch(sorted, 0, count, value);
    System.arraycopy(sorted, index + 1, sorted, index, count - index - 1);
  }
}
