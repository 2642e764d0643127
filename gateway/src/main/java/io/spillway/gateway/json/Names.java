package io.spillway.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A closed set of names, found by their bytes. */
public final class Names<E extends Enum<E>> {
  private final E[] values;
  private final byte[][] names;

  private Names(E[] values, byte[][] names) {
    this.values = values;
    this.names = names;
  }

  /** The names of all constants of {@code type}. */
  public static <E extends Enum<E>> Names<E> of(Class<E> type, Function<E, String> name) {
    byte[][] names =
        EnumSet.allOf(type).stream()
            .map(value -> name.apply(value).getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return new Names<>(type.getEnumConstants(), names);
  }

  /** The constant with that name, or null. */
  @Nullable E find(byte[] bytes, int from, int to) {
    for (int i = 0; i < names.length; i++) {
      byte[] name = names[i];
      if (name.length == to - from && Arrays.equals(bytes, from, to, name, 0, name.length)) {
        return values[i];
      }
    }
    return null;
  }
}
