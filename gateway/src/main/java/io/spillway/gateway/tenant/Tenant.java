package io.spillway.gateway.tenant;

/**
 * A caller.
 *
 * @param name a metric label and a log field
 * @param overflowAllowed whether its requests may leave the self-hosted tier
 */
public record Tenant(String name, boolean overflowAllowed) {
  /** Everybody, when no tenants are configured. */
  public static final Tenant OPEN = new Tenant("open", true);
}
