package io.spillway.router;

/** A source of monotonic time. Only differences between two reads mean anything. */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since an arbitrary, fixed origin. */
  long nanos();

  /** The clock of this process. */
  static Ticker system() {
    return System::nanoTime;
  }
}
