package io.spillway.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a tenant's key; the key itself is never configured. Written {@code sha256:} and 64
 * hexadecimal digits.
 */
public final class KeyHash {
  private static final Pattern FORM = Pattern.compile("sha256:[0-9a-fA-F]{64}");

  private final byte[] hash;

  private KeyHash(byte[] hash) {
    this.hash = hash;
  }

  /** Reads the written form; empty when {@code text} is anything else. */
  public static Optional<KeyHash> parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(new KeyHash(HexFormat.of().parseHex(text, 7, text.length())));
  }

  /** The hash of a key as a client sends it. */
  public static KeyHash of(String key) {
    return new KeyHash(sha256(key.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether this is the given hash; takes the same time wherever they differ. */
  public boolean matches(byte[] sha256) {
    return MessageDigest.isEqual(hash, sha256);
  }

  /** SHA-256 of bytes. */
  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyHash that && matches(that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** Hides the hash: a short key could be found from it. */
  @Override
  public String toString() {
    return "sha256:***";
  }
}
