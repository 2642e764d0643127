package io.spillway.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The pods of one model.
 *
 * @param engine what runs in them
 * @param endpoints the pods; at least one; no URL occurs twice in the whole configuration
 * @param key sent as a bearer token; absent: none is sent
 * @param servedModel the name the pods know the model by; absent: the client's
 * @param concurrencyPerPod requests one pod may have at once
 * @param price what a pod costs; absent: unknown
 * @param warmup what a pod must prove before it serves
 * @param scrapeInterval time between two reads of a pod's metrics
 * @param resume whether a stream that breaks goes on from another pod
 */
public record SelfHostedConfig(
    EngineType engine,
    List<EndpointConfig> endpoints,
    Optional<Secret> key,
    Optional<String> servedModel,
    int concurrencyPerPod,
    Optional<PodPrice> price,
    WarmupSettings warmup,
    Duration scrapeInterval,
    boolean resume) {
  /** Requests one pod may have at once when nothing is said. */
  public static final int CONCURRENCY_PER_POD = 32;

  /** Time between two reads of a pod's metrics when nothing is said. */
  public static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(2);

  public SelfHostedConfig {
    endpoints = List.copyOf(endpoints);
  }
}
