package io.spillway.gateway.fleet;

import io.spillway.gateway.config.Secret;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint is and how it is spoken to.
 *
 * @param url its base: scheme, host, port, and for a target a path
 * @param authorization the header value it wants, if it wants one
 * @param model the name it knows the model by; null: the client's own
 */
public record Address(URI url, @Nullable String authorization, @Nullable String model) {
  /** An address whose key, if there is one, is sent as a bearer token. */
  public static Address of(URI url, Optional<Secret> key, Optional<String> model) {
    return new Address(
        url, key.map(secret -> "Bearer " + secret.value()).orElse(null), model.orElse(null));
  }

  /** The URL only: the key stays hidden. */
  @Override
  public String toString() {
    return url.toString();
  }
}
