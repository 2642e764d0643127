package io.spillway.loadtest.bench.wire;

/**
 * Counts delays in classes whose width grows with the delay: exact up to 64 ns, then within 1.6 %.
 *
 * <p>Not safe for several threads.
 */
public final class DelayHistogram {
  private static final int CLASS_BITS = 6;
  private static final int CLASSES = 1 << CLASS_BITS;

  private final long[] counts = new long[(Long.SIZE - CLASS_BITS) * CLASSES];
  private long total;

  /** Counts one delay; a negative one counts as none. */
  public void add(long nanos) {
    counts[classOf(Math.max(0, nanos))]++;
    total++;
  }

  /** Adds all of another's. */
  public void addAll(DelayHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  /** How many were counted. */
  public long count() {
    return total;
  }

  /**
   * The delay that a share of all does not exceed, in nanoseconds; NaN when none was counted.
   *
   * @param share from 0 to 1
   */
  public double quantile(double share) {
    if (total == 0) {
      return Double.NaN;
    }
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    int at = -1;
    while (seen < rank) {
      seen += counts[++at];
    }
    return middle(at);
  }

  private static int classOf(long nanos) {
    int shift = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - CLASS_BITS);
    return shift * CLASSES + (int) (nanos >>> shift);
  }

  private static double middle(int index) {
    int shift = Math.max(0, index / CLASSES - 1);
    long low = (long) (index - shift * CLASSES) << shift;
    return low + ((1L << shift) - 1) / 2.0;
  }
}
