package io.spillway.gateway.observe;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Series that differ in the value of one label, each looked up once and then kept.
 *
 * <p>A read takes no lock. At most {@link #VALUES_MAX} values are told apart; later ones share
 * {@link #OTHER}, so that no caller's mistake makes series without bound.
 *
 * @param <T> the series, or the series below it
 */
final class Resolved<T> {
  static final int VALUES_MAX = 64;
  static final String OTHER = "_other";

  private final ConcurrentHashMap<String, T> byValue = new ConcurrentHashMap<>();
  private final Object lock;
  private final Function<String, T> create;

  /**
   * An empty set of series.
   *
   * @param lock held while a series is made
   * @param create makes the series of a value
   */
  Resolved(Object lock, Function<String, T> create) {
    this.lock = lock;
    this.create = create;
  }

  T of(String value) {
    T known = byValue.get(value);
    return known != null ? known : resolve(value);
  }

  private T resolve(String value) {
    synchronized (lock) {
      String bounded = byValue.size() < VALUES_MAX || byValue.containsKey(value) ? value : OTHER;
      return byValue.computeIfAbsent(bounded, create);
    }
  }

  /** Forgets the series of all other values. */
  void keepOnly(Set<String> values) {
    byValue.keySet().retainAll(values);
  }
}
