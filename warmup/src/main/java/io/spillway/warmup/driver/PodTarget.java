package io.spillway.warmup.driver;

import io.spillway.router.EndpointId;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A pod that is wanted, and how to talk to it.
 *
 * @param id its name
 * @param identity what makes it this pod and no other: another identity is another pod
 * @param url where its API is, without {@code /v1}
 * @param model the name its engine knows the model by
 * @param key the bearer key it wants; null when it wants none
 */
public record PodTarget(
    EndpointId id, String identity, URI url, String model, @Nullable String key) {
  public PodTarget {
    if (url.getHost() == null) {
      throw new IllegalArgumentException("url: no host (expected: http://host:port)");
    }
  }

  /** Whether the other is the same pod; how to talk to it may have changed. */
  boolean samePod(PodTarget other) {
    return id.equals(other.id) && identity.equals(other.identity);
  }

  /** The same without its secret. */
  @Override
  public String toString() {
    return "PodTarget[id=%s, identity=%s, model=%s, key=%s]"
        .formatted(id, identity, model, key == null ? "none" : "***");
  }
}
