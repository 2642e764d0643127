package io.spillway.gateway.engine;

import io.spillway.router.EndpointId;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A pod to scrape.
 *
 * @param url its base URL
 * @param engine what runs there
 * @param key the bearer key it wants; null when it wants none
 */
public record ScrapeTarget(EndpointId id, URI url, EngineMeters engine, @Nullable String key) {
  /** The same without its secret. */
  @Override
  public String toString() {
    return "ScrapeTarget[id=%s, key=%s]".formatted(id, key == null ? "none" : "***");
  }
}
