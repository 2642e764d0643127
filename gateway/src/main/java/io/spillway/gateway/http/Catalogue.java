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
 * @param byName every name, alias and adapter
 * @param listed what {@code /v1/models} shows, in the configuration's order
 */
public record Catalogue(
    ServerConfig server,
    Tenants tenants,
    ClientAddress addresses,
    PromptBlocks blocks,
    Map<String, Served> byName,
    List<Listed> listed) {
  /**
   * One model and how its sessions are found.
   *
   * @param adapter the LoRA adapter of it that was asked for; null for the model itself
   */
  public record Served(ModelRuntime runtime, SessionKeys sessions, @Nullable String adapter) {}

  /**
   * A model or an adapter that clients are told of.
   *
   * @param parent the adapter's model; null for a model
   */
  public record Listed(String name, @Nullable String parent) {}

  public Catalogue {
    byName = Map.copyOf(byName);
    listed = List.copyOf(listed);
  }

  /** The one model there is; null when there are several. */
  @Nullable String onlyModel() {
    var models = listed.stream().filter(each -> each.parent() == null).limit(2).toList();
    return models.size() == 1 ? models.getFirst().name() : null;
  }

  /** The model with this name or alias, or that adapter of a model, or null. */
  @Nullable Served find(String name) {
    return byName.get(name);
  }
}
