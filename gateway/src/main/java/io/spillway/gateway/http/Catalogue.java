package io.spillway.gateway.http;

import io.spillway.gateway.config.ServerConfig;
import io.spillway.gateway.fleet.ModelRuntime;
import io.spillway.gateway.prefix.PromptBlocks;
import io.spillway.gateway.session.ClientAddress;
import io.spillway.gateway.session.SessionKeys;
import io.spillway.gateway.tenant.Tenants;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the client port serves at one moment; replaced as a whole when the configuration changes.
 *
 * @param byName every name and alias
 * @param names the models' own names, in the configuration's order
 */
public record Catalogue(
    ServerConfig server,
    Tenants tenants,
    ClientAddress addresses,
    PromptBlocks blocks,
    Map<String, Served> byName,
    List<String> names) {
  /**
   * One model and how its sessions are found.
   *
   * @param adapter the LoRA adapter of it that was asked for; null for the model itself
   */
  public record Served(ModelRuntime runtime, SessionKeys sessions, @Nullable String adapter) {}

  public Catalogue {
    byName = Map.copyOf(byName);
    names = List.copyOf(names);
  }

  /** The model with this name or alias, or null. */
  @Nullable Served find(String name) {
    return byName.get(name);
  }
}
