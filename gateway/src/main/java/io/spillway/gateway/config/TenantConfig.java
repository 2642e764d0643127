package io.spillway.gateway.config;

import io.spillway.router.Priority;
import java.util.List;

/**
 * One named caller.
 *
 * @param name unique; a metric label and a log field
 * @param keys hashes of the keys that identify it; at least one, no hash belongs to two tenants
 * @param overflowAllowed whether its requests may leave the self-hosted tier
 * @param priority how urgent its requests are that do not say, and all others at most
 */
public record TenantConfig(
    String name, List<KeyHash> keys, boolean overflowAllowed, Priority priority) {
  public TenantConfig {
    keys = List.copyOf(keys);
  }
}
