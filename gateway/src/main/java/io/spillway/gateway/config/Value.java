package io.spillway.gateway.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of single value: how its text becomes a {@code T}, and the rule a user is told.
 *
 * @param expected the rule
 * @param hidden whether what was written must not be shown
 * @param parse empty when the text breaks the rule; never throws
 */
record Value<T>(String expected, boolean hidden, Function<String, Optional<T>> parse) {
  static <T> Value<T> of(String expected, Function<String, Optional<T>> parse) {
    return new Value<>(expected, false, parse);
  }

  /** The same kind, never shown. */
  Value<T> concealed() {
    return new Value<>(expected, true, parse);
  }
}
