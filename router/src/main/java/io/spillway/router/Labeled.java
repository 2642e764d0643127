package io.spillway.router;

/** A value of a closed set with a stable name for metrics, logs and headers. */
public interface Labeled {
  /** The stable name; lower case, words joined by {@code _} or {@code -}. */
  String label();
}
