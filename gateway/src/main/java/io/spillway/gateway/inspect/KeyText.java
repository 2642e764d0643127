package io.spillway.gateway.inspect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Keys that clients choose, kept short. */
final class KeyText {
  private static final int CHARS_MAX = 1024;

  private KeyText() {}

  /** The key itself, the SHA-256 of one that is too long to keep, null for a blank one. */
  static @Nullable String bounded(String key) {
    if (key.isBlank()) {
      return null;
    }
    if (key.length() <= CHARS_MAX) {
      return key;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
