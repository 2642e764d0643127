package io.spillway.gateway.tenant;

import io.spillway.gateway.config.KeyHash;
import io.spillway.gateway.config.TenantConfig;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured tenants, found by their keys. */
public final class Tenants {
  private static final String BEARER = "bearer ";
  private static final int KEY_CHARS_MAX = 4096;
  private static final Identified UNKNOWN = new Identified.Unknown();
  private static final Identified OPEN = new Identified.Known(Tenant.OPEN);

  private final boolean open;
  private final Map<KeyHash, Identified> byKey = new HashMap<>();

  /** Stands in for a key that is missing, so that it is looked up like any other. */
  private final String nobody;

  /** Finds these tenants; without any, everybody is the open tenant. */
  public Tenants(List<TenantConfig> tenants) {
    open = tenants.isEmpty();
    for (TenantConfig tenant : tenants) {
      var known =
          new Identified.Known(
              new Tenant(
                  tenant.name(), tenant.overflowAllowed(), tenant.priority(), tenant.priority()));
      tenant.keys().forEach(key -> byKey.put(key, known));
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    nobody = HexFormat.of().formatHex(random);
  }

  /**
   * The tenant that a request's key belongs to. A bearer key goes before {@code X-API-Key}.
   *
   * <p>The key is hashed, the hash is looked up and then compared in constant time: time tells
   * nothing about configured keys, only about hashes of offered ones.
   */
  public Identified identify(@Nullable String authorization, @Nullable String xApiKey) {
    if (open) {
      return OPEN;
    }
    String offered = bearer(authorization);
    if (offered == null) {
      offered = xApiKey == null ? null : xApiKey.strip();
    }
    String key =
        offered != null && !offered.isEmpty() && offered.length() <= KEY_CHARS_MAX
            ? offered
            : nobody;
    return byKey.getOrDefault(KeyHash.of(key), UNKNOWN);
  }

  private static @Nullable String bearer(@Nullable String authorization) {
    if (authorization == null) {
      return null;
    }
    String text = authorization.strip();
    return text.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? text.substring(BEARER.length()).strip()
        : null;
  }
}
