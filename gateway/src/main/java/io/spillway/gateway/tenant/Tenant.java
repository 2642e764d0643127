package io.spillway.gateway.tenant;

import io.spillway.router.Priority;
import org.jspecify.annotations.Nullable;

/**
 * A caller.
 *
 * @param name a metric label and a log field
 * @param overflowAllowed whether its requests may leave the self-hosted tier
 * @param mostUrgent what its requests may call themselves at most
 * @param unsaid how urgent those are that do not say
 */
public record Tenant(String name, boolean overflowAllowed, Priority mostUrgent, Priority unsaid) {
  /** Everybody, when no tenants are configured. */
  public static final Tenant OPEN =
      new Tenant("open", true, Priority.INTERACTIVE, Priority.DEFAULT);

  /** How urgent a request of it is that calls itself {@code said}; null when it does not say. */
  public Priority priority(@Nullable Priority said) {
    return mostUrgent.orLessUrgent(said == null ? unsaid : said);
  }
}
