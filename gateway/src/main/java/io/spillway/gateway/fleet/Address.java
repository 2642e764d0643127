package io.spillway.gateway.fleet;

import io.spillway.gateway.config.Secret;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint is and how it is spoken to.
 *
 * @param path what its API's paths are appended to: empty for a pod
 * @param authorization the header value it wants, if it wants one
 * @param model the name it knows the model by; null: the client's own
 */
public record Address(
    Origin origin, String path, @Nullable String authorization, @Nullable String model) {
  /** An address whose key, if there is one, is sent as a bearer token. */
  public static Address of(URI url, Optional<Secret> key, Optional<String> model) {
    return new Address(
        Origin.of(url),
        url.getRawPath(),
        key.map(secret -> "Bearer " + secret.value()).orElse(null),
        model.orElse(null));
  }

  /** Where it is only: the key stays hidden. */
  @Override
  public String toString() {
    return origin + path;
  }
}
