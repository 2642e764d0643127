package io.spillway.gateway.inspect;

import io.spillway.gateway.error.ApiError;
import org.jspecify.annotations.Nullable;

/** What is wrong with a body's values; the first fault counts. */
final class Faults {
  private @Nullable ApiError first;

  /** Notes that {@code param} has a fault, said so that it continues its name. */
  void add(String param, String why) {
    if (first == null) {
      first = ApiError.invalid(param, "'" + param + "' " + why + ".");
    }
  }

  @Nullable ApiError first() {
    return first;
  }
}
