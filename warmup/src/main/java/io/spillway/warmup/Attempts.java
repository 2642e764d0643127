package io.spillway.warmup;

/**
 * Calls of one kind to a pod, one after the other.
 *
 * @param underWay the number of the call under way; 0 when none is
 * @param dueNanos the deadline of the call under way, or else the moment of the next one
 * @param passed calls in a row, up to the last, that succeeded
 * @param missed calls in a row, up to the last, that failed
 */
public record Attempts(long underWay, long dueNanos, int passed, int missed) {
  /** None made; the first is due at a moment. */
  static Attempts from(long dueNanos) {
    return new Attempts(0, dueNanos, 0, 0);
  }

  Attempts begin(long number, long deadlineNanos) {
    return new Attempts(number, deadlineNanos, passed, missed);
  }

  Attempts pass(long nextNanos) {
    return new Attempts(0, nextNanos, passed + 1, 0);
  }

  Attempts miss(long nextNanos) {
    return new Attempts(0, nextNanos, 0, missed + 1);
  }

  /** Ended, and not counted. */
  Attempts skip(long nextNanos) {
    return new Attempts(0, nextNanos, 0, 0);
  }

  /** What was proved does not count any more; a call under way goes on. */
  Attempts forget() {
    return new Attempts(underWay, dueNanos, 0, 0);
  }
}
