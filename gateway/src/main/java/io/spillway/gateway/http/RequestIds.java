package io.spillway.gateway.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Names requests: by the client's own id when it is a plain one, else by a random one. */
final class RequestIds {
  private static final int LENGTH_MAX = 64;

  private RequestIds() {}

  static String of(@Nullable String offered) {
    if (offered != null && isPlain(offered)) {
      return offered;
    }
    var random = ThreadLocalRandom.current();
    var hex = HexFormat.of();
    return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  private static boolean isPlain(String id) {
    if (id.isEmpty() || id.length() > LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }
}
