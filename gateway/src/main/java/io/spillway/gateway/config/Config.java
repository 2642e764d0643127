package io.spillway.gateway.config;

import java.util.List;

/**
 * The whole configuration of one gateway; immutable.
 *
 * @param server the client port
 * @param admin the admin port
 * @param tenants who may call; empty: one open tenant, everybody is let in
 * @param models what is served; at least one, names and aliases unique together
 */
public record Config(
    ServerConfig server, AdminConfig admin, List<TenantConfig> tenants, List<ModelConfig> models) {
  public Config {
    tenants = List.copyOf(tenants);
    models = List.copyOf(models);
  }

  /** Whether no tenant is named, so that every client is served without a key. */
  public boolean open() {
    return tenants.isEmpty();
  }
}
