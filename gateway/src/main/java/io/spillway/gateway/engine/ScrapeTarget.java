package io.spillway.gateway.engine;

import io.spillway.router.EndpointId;
import java.net.URI;

/**
 * A pod to scrape.
 *
 * @param url its base URL
 * @param engine what runs there
 */
public record ScrapeTarget(EndpointId id, URI url, EngineMeters engine) {}
