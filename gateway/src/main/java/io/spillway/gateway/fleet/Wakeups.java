package io.spillway.gateway.fleet;

/** Arranges that something is called later. */
@FunctionalInterface
public interface Wakeups {
  /** Calls {@code wake} once, after so many nanoseconds, on any thread. */
  void after(long nanos, Runnable wake);
}
