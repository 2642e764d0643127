package io.spillway.gateway.http;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names requests: by the client's own id when it is a plain one, else by a random one. */
final class RequestIds {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestIds() {}

  static String of(@Nullable String offered) {
    if (offered != null && PLAIN.matcher(offered).matches()) {
      return offered;
    }
    var random = ThreadLocalRandom.current();
    return "req_" + hex(random.nextLong()) + hex(random.nextLong());
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
