package io.spillway.gateway.config;

import java.net.URI;
import java.util.Optional;

/**
 * One place outside the self-hosted tier.
 *
 * @param name unique in its model, also among its pods; shown to clients
 * @param type how it is spoken to
 * @param url base URL that API paths are appended to; scheme and host in lower case, no trailing
 *     slash
 * @param key sent as a bearer token; absent: none is sent
 * @param model the name the target knows the model by; absent: the client's
 * @param concurrency requests it may have at once
 * @param price what it costs
 */
public record TargetConfig(
    String name,
    TargetType type,
    URI url,
    Optional<Secret> key,
    Optional<String> model,
    int concurrency,
    TargetPrice price) {
  /** Requests a target may have at once when nothing is said. */
  public static final int CONCURRENCY = 100;
}
