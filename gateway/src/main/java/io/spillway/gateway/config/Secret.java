package io.spillway.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that must not be shown: it prints as {@code ***} and is compared in constant time.
 *
 * @param value the secret itself; not empty
 */
public record Secret(String value) {
  /** What stands in the place of a secret in every message. */
  static final String SHOWN = "***";

  public Secret {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("secret: empty (expected: at least one character)");
    }
  }

  /** Whether {@code offered} is this secret; takes the same time wherever they differ. */
  public boolean matches(String offered) {
    return MessageDigest.isEqual(bytes(), offered.getBytes(StandardCharsets.UTF_8));
  }

  /** The secret in UTF-8, for use as a key. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && matches(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return SHOWN;
  }
}
